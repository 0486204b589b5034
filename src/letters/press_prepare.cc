#include <algorithm>

#include "base/text.h"
#include "letters/press_parts.h"
#include "letters/printer_document.h"
#include "typeset/prepare.h"

namespace dunmail {
namespace {

/// Fields that say the same in every letter of one sender.
bool is_senders(const Field& field) {
  for (std::string_view group : {"creditor.", "bank.", "signatory.", "law_firm."})
    if (field.name.starts_with(group) && field.value) return true;
  return false;
}

/// The text of a template with the sender's fields filled and all others left out.
class SenderText {
 public:
  SenderText(const Scene& scene, CommonText& common, bool head_bold)
      : scene_(scene), common_(common), head_bold_(head_bold) {}

  std::string filled(const std::string& marked) const {
    std::string out;
    for (char32_t c : to_utf32(marked)) {
      const FieldId field = c - 0xF0000;
      if (c < 0xF0000 || field >= fields().size()) {
        if (c >= 0x20) append_utf8(out, c);
      } else if (is_senders(fields()[field])) {
        if (const auto value = value_of(field, scene_)) out += *value;
      }
    }
    std::replace(out.begin(), out.end(), '\n', ' ');
    return out;
  }

  void add(const std::vector<Block>& blocks) {
    for (const Block& block : blocks) {
      if (block.kind == Block::Kind::heading)
        for (const Span& span : block.text) common_.heading += filled(span.text);
      else
        add(block.text, false);
      add(block.children);
      for (const Inline& cell : block.table.head) add(cell, head_bold_);
      for (const Inline& cell : block.table.total) add(cell, true);
      for (const auto& row : block.table.rows)
        for (const Inline& cell : row) add(cell, false);
    }
  }

 private:
  void add(const Inline& line, bool bold) {
    for (const Span& span : line)
      (bold || span.bold ? common_.bold : span.italic ? common_.italic : common_.regular) += filled(span.text);
  }

  const Scene& scene_;
  CommonText& common_;
  bool head_bold_;
};

}  // namespace

PreparedSubset prepare_subset(const Template& letter, const std::string& decisions, const Scene& scene,
                              const Stationery& stationery, ShapingRoom& room) {
  // Only the sender's facts go in: what one debtor's letter holds must not shape the next one's bytes.
  LetterFacts sender;
  sender.creditor = scene.facts.creditor;
  sender.signatory = scene.facts.signatory;
  sender.law_firm = scene.facts.law_firm;
  sender.currency = scene.facts.currency;
  const Scene blank{sender, scene.words, scene.locale, 0, true};

  CommonText common;
  const bool latin = stationery.latin && !is_chinese(scene.locale);
  SenderText text(blank, common, (latin ? *stationery.latin : stationery).table_head_bold);
  if (const auto skeleton = letter.skeleton(decisions)) {
    common.title += text.filled(skeleton->title);
    text.add(skeleton->blocks);
  }
  Furniture around = make_document(blank, letter.front(), {}, !stationery.recipient_flows).furniture;
  for (const std::string& line : around.letterhead) common.regular += line;
  if (!around.letterhead.empty()) common.title += around.letterhead.front();
  for (const auto& column : around.footer)
    for (const std::string& line : column) common.regular += line;
  for (const auto& [label, value] : around.info) common.regular += label + value;
  common.regular += around.page_label + around.return_address + scene.words.label("to") + scene.words.label("number");
  if (is_chinese(scene.locale)) common.regular += "年月日";  // of dates
  return prepare(common, std::string(locale_name(scene.locale)), stationery, room);
}

}  // namespace dunmail
