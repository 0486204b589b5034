// The page where a debtor answers a letter: a request in, a reply out. No sockets here; web/page_server.h has them.
//
//   GET  /r/TOKEN   the letter and its forms; never records anything, since mail scanners follow every link
//   POST /r/TOKEN   one form; what was recorded comes back as the debtor's confirmation
//
// The token in the path is the whole right to answer. Each form carries a seal over token, form and hour, so that a
// page elsewhere cannot post one even if it knows the address.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "desk/world.h"
#include "intake/answer_spool.h"
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

/// What the pages of one server have in common, from any thread: how often somebody may ask, and where answers wait
/// that cannot be written yet (none: the request fails instead).
struct PageLimits {
  std::mutex lock;
  RateLimit looks{120, 2}, wrong{20, 60}, answers{20, 60}, per_letter{15, 300};
  bool take(RateLimit& limit, const std::string& key, Instant now) {
    const std::lock_guard guard(lock);
    return limit.take(key, now);
  }
};

class ResponsePage {
 public:
  /// One thread at a time may use it and its world.
  explicit ResponsePage(World& world, std::shared_ptr<PageLimits> limits = std::make_shared<PageLimits>(),
                        AnswerSpool* spool = nullptr);
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
  Taken taken_or_kept(const Opened& opened, const DebtorAnswer& answer, Date today);
  ResponseView view(const Opened& opened, Date today) const;
  std::string seal(const std::string& token, const std::string& form, std::int64_t hour) const;
  bool sealed(const std::string& token, const std::string& form, const std::string& seal) const;

  World& world_;
  TokenKeys keys_;
  ResponseWords words_;
  std::shared_ptr<PageLimits> limits_;
  AnswerSpool* spool_;
};

}  // namespace dunmail
