// Filling the parsed tree: field marks become values, rows of lists are repeated.
#include <algorithm>
#include <optional>

#include "base/text.h"
#include "letters/template.h"

namespace dunmail {
namespace {

constexpr char32_t first_mark = 0xF0000;
constexpr std::string_view mark_bytes = "\xF3\xB0";  // how the marks U+F0000 to U+F0FFF begin in UTF-8

std::optional<FieldId> mark_at(std::string_view text, std::size_t at) {
  if (at + 4 > text.size()) return std::nullopt;
  const auto low = [&](std::size_t i) {
    return static_cast<char32_t>(static_cast<unsigned char>(text[at + i]) & 0x3F);
  };
  const FieldId field = (0x30000 + 0xC0000 + (low(2) << 6) + low(3)) - first_mark;
  return field < fields().size() ? std::optional(field) : std::nullopt;
}

/// Thrown inside this file only, so that the tree's walk stays a walk.
struct Held {
  Problem problem;
};

class Fill {
 public:
  explicit Fill(const Scene& scene) : scene_(scene) {}

  std::string text(const std::string& marked) const {
    std::size_t at = marked.find(mark_bytes);
    if (at == marked.npos) return marked;
    std::string out;
    std::size_t copied = 0;
    for (; at != marked.npos; at = marked.find(mark_bytes, copied)) {
      out.append(marked, copied, at - copied);
      copied = at + 4;
      if (const auto field = mark_at(marked, at)) out += value(*field);
    }
    out.append(marked, copied);
    return out;
  }

  Inline line(const Inline& marked) const {
    Inline out;
    out.reserve(marked.size());
    for (const Span& span : marked) {
      std::string filled = text(span.text);
      // A break within a value is a hard break of the letter; a span of "\n" is one already.
      if (filled.size() > 1 && filled.find('\n') != filled.npos) {
        bool first = true;
        for (std::string_view part : split(filled, '\n')) {
          if (!std::exchange(first, false)) out.push_back({"\n", span.bold, span.italic, ""});
          if (!part.empty()) out.push_back({std::string(part), span.bold, span.italic, ""});
        }
      } else {
        out.push_back({std::move(filled), span.bold, span.italic, span.image});
      }
    }
    return out;
  }

  std::vector<Block> blocks(const std::vector<Block>& marked) {
    std::vector<Block> out;
    out.reserve(marked.size());
    for (const Block& block : marked) {
      const std::size_t rows = block.kind == Block::Kind::item ? list_rows(block) : npos;
      if (rows == npos) {
        out.push_back(one(block));
      } else {
        for (row_ = 0; row_ < rows; ++row_) out.push_back(one(block));
        row_ = npos;
      }
    }
    return out;
  }

 private:
  static constexpr std::size_t npos = static_cast<std::size_t>(-1);

  std::string value(FieldId id) const {
    const Field& field = fields()[id];
    auto got = field.list.empty() ? value_of(id, scene_) : value_of(id, scene_, row_);
    if (!got) throw Held{got.problem()};
    return std::move(*got);
  }

  Block one(const Block& marked) {
    Block out;
    out.kind = marked.kind;
    out.part = marked.part;
    out.level = marked.level;
    out.start = marked.start;
    out.align = marked.align;
    out.indent_first = marked.indent_first;
    out.text = line(marked.text);
    out.children = blocks(marked.children);
    if (marked.kind == Block::Kind::table) out.table = table(marked.table);
    return out;
  }

  std::vector<Inline> cells(const std::vector<Inline>& marked) const {
    std::vector<Inline> out;
    out.reserve(marked.size());
    for (const Inline& cell : marked) out.push_back(line(cell));
    return out;
  }

  Table table(const Table& marked) {
    Table out;
    out.columns = marked.columns;
    out.carried_label = scene_.words.carried_forward;
    out.brought_label = scene_.words.brought_forward;
    out.head = cells(marked.head);
    out.total = cells(marked.total);
    std::int64_t sum = 0;
    for (const auto& row : marked.rows) {
      const std::size_t rows = list_rows(row);
      if (rows == npos) {
        out.rows.push_back(cells(row));
        out.running_totals.emplace_back();
        continue;
      }
      const bool sums =
          std::any_of(row.begin(), row.end(), [](const Inline& cell) { return holds_field(cell, "invoice.open"); });
      for (row_ = 0; row_ < rows; ++row_) {
        out.rows.push_back(cells(row));
        if (sums) sum = checked_add(sum, scene_.facts.items[row_].open);
        out.running_totals.push_back(sums ? format_figure(sum, scene_.facts.currency, scene_.locale) : "");
      }
      row_ = npos;
    }
    if (sum == 0) out.running_totals.clear();
    return out;
  }

  template <class See>
  static void each_mark(const Inline& line, const See& see) {
    for (const Span& span : line)
      for (std::size_t at = span.text.find(mark_bytes); at != std::string::npos;
           at = span.text.find(mark_bytes, at + 4))
        if (const auto field = mark_at(span.text, at)) see(fields()[*field]);
  }

  static bool holds_field(const Inline& line, std::string_view name) {
    bool found = false;
    each_mark(line, [&](const Field& field) { found = found || field.name == name; });
    return found;
  }

  /// How often to repeat what holds row fields; npos for what holds none.
  std::size_t list_rows(const std::vector<Inline>& row) const {
    std::string_view list;
    for (const Inline& cell : row)
      each_mark(cell, [&](const Field& field) {
        if (!field.list.empty()) list = field.list;
      });
    return list.empty() ? npos : fields()[*find_field(list)].rows(scene_);
  }

  std::size_t list_rows(const Block& item) const {
    std::vector<Inline> lines{item.text};
    for (const Block& child : item.children) lines.push_back(child.text);
    return list_rows(lines);
  }

  const Scene& scene_;
  std::size_t row_ = npos;
};

bool has_content(const Block& block) {
  if (block.kind == Block::Kind::table) return !block.table.rows.empty() || !block.table.total.empty();
  for (const Span& span : block.text)
    if (!trim(span.text).empty()) return true;
  return std::any_of(block.children.begin(), block.children.end(), has_content);
}

}  // namespace

Result<std::string> fill_text(const std::string& marked, const Scene& scene) {
  try {
    return Fill(scene).text(marked);
  } catch (const Held& held) {
    return held.problem;
  }
}

Result<std::vector<Block>> fill_blocks(const std::vector<Block>& marked, const Scene& scene) {
  try {
    return Fill(scene).blocks(marked);
  } catch (const Held& held) {
    return held.problem;
  }
}

std::string missing_part(const std::vector<Block>& blocks) {
  for (std::string_view part : demand_parts)
    if (std::none_of(blocks.begin(), blocks.end(), [&](const Block& b) { return b.part == part && has_content(b); }))
      return std::string(part);
  return {};
}

}  // namespace dunmail
