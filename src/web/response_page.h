// The page where a debtor answers a letter: a request in, a reply out. No sockets here; web/page_server.h has them.
//
//   GET  /r/TOKEN   the letter and its forms; never records anything, since mail scanners follow every link
//   POST /r/TOKEN   one form; what was recorded comes back as the debtor's confirmation
//
// The token in the path is the whole right to answer. Each form carries a seal over token, form and hour, so that a
// page elsewhere cannot post one even if it knows the address.
#pragma once

#include <map>
#include <string>

#include "desk/world.h"
#include "intake/response_answer.h"
#include "web/rate_limit.h"
#include "web/response_html.h"
#include "wire/token.h"

namespace dunmail {

struct PageRequest {
  std::string method, path;                   ///< path without the query
  std::map<std::string, std::string> fields;  ///< of query and form
  std::string upload;                         ///< bytes of the file of the form, as they came
  bool too_large = false;                     ///< the body was cut off; fields and upload are not to be used
  std::string source;                         ///< network address
  std::string agent, languages;               ///< User-Agent, Accept-Language
  Date today;
};

struct PageReply {
  int status = 200;
  std::string body;
  std::string media_type = "text/html; charset=utf-8";
  std::string log = {};  ///< a line for our own people; never holds a token
  bool keep = false;     ///< may be cached: the style sheet
};

/// Headers of every reply: no scripts, no frames, no outside resources, no trace of the address elsewhere.
const std::map<std::string, std::string>& page_headers();

class ResponsePage {
 public:
  /// One thread at a time may use it and the world.
  explicit ResponsePage(World& world);
  PageReply handle(const PageRequest& request);

 private:
  struct Opened {
    std::string token;
    LetterRow letter;
    LetterFacts facts;
    Locale locale;
  };
  PageReply notice(int status, const std::string& key, Locale locale, const LetterFacts* facts = nullptr) const;
  PageReply letter_page(const PageRequest& request, const std::string& token);
  PageReply forms(const Opened& opened, const PageRequest& request, int status, const std::string& error) const;
  PageReply take(const Opened& opened, const PageRequest& request);
  ResponseView view(const Opened& opened, Date today) const;
  std::string seal(const std::string& token, const std::string& form, std::int64_t hour) const;
  bool sealed(const std::string& token, const std::string& form, const std::string& seal) const;

  World& world_;
  TokenKeys keys_;
  ResponseWords words_;
  RateLimit looks_{120, 2}, wrong_{20, 60}, answers_{20, 60}, per_letter_{15, 300};
};

}  // namespace dunmail
