#include <algorithm>

#include "base/text.h"
#include "letters/prepare.h"
#include "letters/press_parts.h"
#include "letters/printer_document.h"

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
  SenderText(const Scene& scene, CommonText& common) : scene_(scene), common_(common) {}

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
        for (const Span& span : block.text) common_.title += filled(span.text);
      add(block.text, false);
      add(block.children);
      for (const Inline& cell : block.table.head) add(cell, true);
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
};

/// What most letters hold besides the template's text: dates in running text, and in bold the words of amounts.
struct CommonWords {
  std::string_view regular, bold;
};

CommonWords common_words(Locale locale) {
  switch (locale) {
    case Locale::zh_cn:
      return {"年月日天第页共号公司有限–", "年月日人民币元角分整零壹贰叁肆伍陆柒捌玖拾佰仟万亿"};
    case Locale::zh_tw:
      return {"民國年月日天第頁共號公司有限股份–", "民國年月日新臺幣元角分整零壹貳參肆伍陸柒捌玖拾佰仟萬億"};
    default:
      return {"äöüÄÖÜß£–", ""};
  }
}

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
  SenderText text(blank, common);
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
  common.regular += common_words(scene.locale).regular;
  common.bold += common_words(scene.locale).bold;
  return prepare(common, std::string(locale_name(scene.locale)), stationery, room);
}

}  // namespace dunmail
