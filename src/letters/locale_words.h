// The words of a language that stand around every letter, from letter-templates/LOCALE/locale.toml: page numbers,
// labels of the letterhead, marks. What a letter itself says stands in its template.
#pragma once

#include <map>
#include <string>

#include "letters/format.h"
#include "typeset/document.h"

namespace dunmail {

struct LocaleWords {
  Locale locale = Locale::zh_cn;
  std::string stationery, body_family;
  bool indent = false;  ///< first lines of paragraphs by two ems
  Align signature = Align::left;
  std::string page_label;                        ///< with {page} and {pages}
  std::string continuation;                      ///< with {number}, {date} and {name}
  std::string place_and_date;                    ///< with {place} and {date}
  std::string watermark;                         ///< 草稿
  std::string carried_forward, brought_forward;  ///< a table's subtotal at the foot of a page, at the next one's head
  std::string list_comma, list_and;              ///< between the parts of an enumeration
  std::string blank;                             ///< stands in a draft where the law firm's data are missing
  std::string payment_qr, response_qr;
  std::map<std::string, std::string, std::less<>> labels;    ///< number, date, phone, fax, email, website, contact, ...
  std::map<std::string, std::string, std::less<>> kinds;     ///< names of letter kinds, for "our reminder of ..."
  std::map<std::string, std::string, std::less<>> disputes;  ///< names of dispute types

  std::map<std::string, std::string, std::less<>> you;  ///< 贵司, 贵单位, 您 by kind of debtor; "other" for the rest
  std::map<std::string, std::string, std::less<>> stationery_in;  ///< of senders in some country (ISO 3166-1)

  /// Throws Error(config).
  static LocaleWords load(const std::string& path);
  /// The label, or the key itself.
  std::string label(std::string_view key) const;
  std::string address_of(std::string_view debtor_kind) const;
};

}  // namespace dunmail
