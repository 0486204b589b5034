// What a filled template becomes, and what layout starts from: blocks of text with their part in the letter, and the
// furniture that the stationery places around them. No fonts, no positions.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace dunmail {

/// A run of text in one style. A hard line break is a span of its own with the text "\n".
struct Span {
  std::string text;
  bool bold = false;
  bool italic = false;
  std::string image;  ///< a file to show here instead of text, or empty
};

using Inline = std::vector<Span>;

enum class Align { left, right, center, decimal };  ///< decimal: amounts stand under each other by their point

struct Table {
  std::vector<Align> columns;
  std::vector<Inline> head;               ///< repeated on every page
  std::vector<std::vector<Inline>> rows;  ///< a row is never split over pages
  std::vector<Inline> total;              ///< last row, set off by a rule; may be empty
  /// For tables that run over pages: the text of the subtotal row behind body row i ("carried forward", running sum);
  /// empty where the table has none.
  std::vector<std::string> running_totals;
  std::string carried_label, brought_label;  ///< of a subtotal at the foot of a page, at the head of the next
};

/// The parts of a letter that a block may belong to.
inline constexpr std::array<std::string_view, 10> letter_parts{"salutation", "facts",     "amount",  "consequence",
                                                               "purpose",    "payment",   "closing", "signature",
                                                               "enclosures", "reply-slip"};

struct Block {
  enum class Kind { heading, paragraph, bullets, numbers, item, quote, table, rule, image, blank_line };
  Kind kind = Kind::paragraph;
  /// Of letter_parts, or empty. The signature part is kept together and never alone on a page.
  std::string part;
  int level = 0;  ///< of a heading
  int start = 1;  ///< of a numbered list
  Align align = Align::left;
  bool indent_first = false;    ///< Chinese paragraphs: two ems
  Inline text;                  ///< heading, paragraph
  std::vector<Block> children;  ///< bullets, numbers: items; item, quote: blocks
  Table table;
};

/// The things that stand at fixed places by the stationery. Lines are plain text; an empty list places nothing.
struct Furniture {
  std::vector<std::string> letterhead;                    ///< name first, then small lines
  std::string return_address;                             ///< one small line above the address zone
  std::vector<std::string> recipient;                     ///< address zone, top to bottom
  std::vector<std::pair<std::string, std::string>> info;  ///< info block: label, value (our reference, date, contact)
  std::string number;                                     ///< 函号, where the stationery has a place for it
  std::string place_and_date;  ///< "Shanghai, 21 November 2026", where the stationery has a place for it
  std::string title;           ///< 催款提示函; the subject line of a DIN letter
  std::vector<std::vector<std::string>> footer;  ///< columns of small lines
  std::string continuation;                      ///< header of the pages after the first: number and date
  std::string page_label;                        ///< with {page} and {pages}: "第 {page} 页 共 {pages} 页"
  std::string watermark;                         ///< 草稿, DRAFT; empty: none
  std::string logo, seal, signature;             ///< image files, or empty
  std::string payment_qr;                        ///< payload of the code for payment (EPC069-12), or empty
  std::string payment_qr_label;
  std::string response_qr;  ///< address of the response page, or empty
  std::string response_qr_label;
};

struct Document {
  std::string locale;  ///< language of shaping and line breaking, regional glyphs
  std::string title;   ///< for the PDF's information and metadata
  std::string author;
  std::string subject;      ///< of the e-mail; not in the PDF
  std::string created;      ///< RFC 3339, from the letter's date: never a clock
  std::string stationery;   ///< cn-a4, din5008-a, din5008-b, us-10
  std::string body_family;  ///< family of fonts.toml the body is set in ("song", "serif"), or empty: the stationery's
  Furniture furniture;
  std::vector<Block> blocks;
};

}  // namespace dunmail
