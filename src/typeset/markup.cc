#include "typeset/markup.h"

#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm.h>
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <mutex>

#include "base/text.h"

namespace dunmail {
namespace {

struct FreeNode {
  void operator()(cmark_node* node) const { cmark_node_free(node); }
};
struct FreeParser {
  void operator()(cmark_parser* parser) const { cmark_parser_free(parser); }
};
using Tree = std::unique_ptr<cmark_node, FreeNode>;

Tree parse_tree(const std::string& markdown) {
  static std::once_flag registered;
  std::call_once(registered, cmark_gfm_core_extensions_ensure_registered);
  const std::unique_ptr<cmark_parser, FreeParser> parser(cmark_parser_new(CMARK_OPT_DEFAULT));
  cmark_parser_attach_syntax_extension(parser.get(), cmark_find_syntax_extension("table"));
  cmark_parser_feed(parser.get(), markdown.data(), markdown.size());
  return Tree(cmark_parser_finish(parser.get()));
}

std::string literal(cmark_node* node) {
  const char* text = cmark_node_get_literal(node);
  return text ? text : "";
}

bool is(cmark_node* node, const char* type) { return std::string_view(cmark_node_get_type_string(node)) == type; }

/// "facts" of <!-- part: facts -->, "blank" of <!-- blank -->; any other comment gives "".
std::string comment_of(const std::string& html) {
  std::string_view text = trim(html);
  if (!text.starts_with("<!--") || !text.ends_with("-->")) return {};
  return std::string(trim(text.substr(4, text.size() - 7)));
}

bool is_comment(const std::string& html) {
  const std::string_view text = trim(html);
  return text.starts_with("<!--") && text.find("-->") == text.size() - 3;
}

/// Where a line of the file breaks between two Chinese characters there is no blank; a mark counts as its neighbour.
bool joins_without_blank(char32_t before, char32_t after) {
  const auto wide = [](char32_t c) {
    return (c >= 0x2E80 && c < 0xFB00) || (c >= 0xFE30 && c < 0xFFF0) || c >= 0x20000;
  };
  return wide(before) && wide(after);
}

constexpr int deepest = 16;  // bounds the recursion

class Builder {
 public:
  Builder(const MarkupStyle& style, std::string file) : style_(style), file_(std::move(file)) {}

  std::vector<Block> top(cmark_node* root) {
    std::vector<Block> out;
    for (cmark_node* n = cmark_node_first_child(root); n; n = cmark_node_next(n)) add(n, out);
    return out;
  }

  std::vector<Problem> problems;

 private:
  void add(cmark_node* n, std::vector<Block>& out) {
    Block b;
    b.part = part_;
    switch (cmark_node_get_type(n)) {
      case CMARK_NODE_HTML_BLOCK:
        return add_comment(n, out);
      case CMARK_NODE_HEADING:
        b.kind = Block::Kind::heading;
        b.level = cmark_node_get_heading_level(n);
        b.text = inlines(n);
        break;
      case CMARK_NODE_PARAGRAPH:
        b.text = inlines(n);
        b.indent_first = style_.indent && part_ != "salutation" && part_ != "signature" && part_ != "enclosures" &&
                         part_ != "reply-slip" && !nested_;
        if (part_ == "signature") b.align = style_.signature;
        break;
      case CMARK_NODE_LIST:
        b.kind = cmark_node_get_list_type(n) == CMARK_ORDERED_LIST ? Block::Kind::numbers : Block::Kind::bullets;
        b.start = std::max(1, cmark_node_get_list_start(n));
        nest(n, b);
        break;
      case CMARK_NODE_ITEM:
        b.kind = Block::Kind::item;
        nest(n, b);
        break;
      case CMARK_NODE_BLOCK_QUOTE:
        b.kind = Block::Kind::quote;
        nest(n, b);
        break;
      case CMARK_NODE_THEMATIC_BREAK:
        b.kind = Block::Kind::rule;
        break;
      default:
        if (!is(n, "table")) {
          refuse(n, fmt::format("{} has no place in a letter", cmark_node_get_type_string(n)),
                 "a line indented by four blanks is read as code");
          return;
        }
        b.kind = Block::Kind::table;
        b.table = table(n);
    }
    out.push_back(std::move(b));
  }

  void add_comment(cmark_node* n, std::vector<Block>& out) {
    const std::string html = literal(n);
    if (!is_comment(html)) return refuse(n, "HTML has no place in a letter", "use Markdown");
    const std::string comment = comment_of(html);
    if (comment == "blank") {
      Block b;
      b.kind = Block::Kind::blank_line;
      b.part = part_;
      out.push_back(std::move(b));
    } else if (comment.starts_with("part:")) {
      part_ = trim(std::string_view(comment).substr(5));
      if (std::find(letter_parts.begin(), letter_parts.end(), part_) == letter_parts.end())
        refuse(n, fmt::format("unknown part {}", part_),
               fmt::format("the parts are {}", fmt::join(letter_parts, ", ")));
    }
  }

  void nest(cmark_node* n, Block& b) {
    if (nested_ == deepest)
      return refuse(n, fmt::format("quotes and lists stand {} deep", deepest), "a letter needs two or three");
    ++nested_;
    for (cmark_node* child = cmark_node_first_child(n); child; child = cmark_node_next(child)) add(child, b.children);
    --nested_;
  }

  Inline inlines(cmark_node* parent) {
    Inline out;
    collect(parent, false, false, out);
    return out;
  }

  void put(Inline& out, std::string text, bool bold, bool italic) {
    if (text.empty()) return;
    if (!out.empty() && out.back().bold == bold && out.back().italic == italic && out.back().image.empty() &&
        out.back().text != "\n" && text != "\n") {
      out.back().text += text;
    } else {
      out.push_back({std::move(text), bold, italic, ""});
    }
  }

  void collect(cmark_node* parent, bool bold, bool italic, Inline& out) {
    for (cmark_node* n = cmark_node_first_child(parent); n; n = cmark_node_next(n)) {
      switch (cmark_node_get_type(n)) {
        case CMARK_NODE_TEXT:
          put(out, literal(n), bold, italic);
          break;
        case CMARK_NODE_SOFTBREAK: {
          const std::u32string before = out.empty() ? U"" : to_utf32(out.back().text);
          const cmark_node* next = cmark_node_next(n);
          const std::u32string after = next ? to_utf32(literal(const_cast<cmark_node*>(next))) : U"";
          const bool joined = !before.empty() && !after.empty() && joins_without_blank(before.back(), after.front());
          if (!joined && !style_.chinese) put(out, " ", bold, italic);
          break;
        }
        case CMARK_NODE_LINEBREAK:
          put(out, "\n", bold, italic);
          break;
        case CMARK_NODE_STRONG:
          collect(n, true, italic, out);
          break;
        case CMARK_NODE_EMPH:
          collect(n, bold, true, out);
          break;
        case CMARK_NODE_LINK:
          collect(n, bold, italic, out);
          break;
        case CMARK_NODE_IMAGE:
          out.push_back({"", bold, italic, cmark_node_get_url(n)});
          break;
        case CMARK_NODE_HTML_INLINE:
          if (!is_comment(literal(n))) refuse(n, "HTML has no place in a letter", "write \\< for the character itself");
          break;
        default:
          refuse(n, fmt::format("{} has no place in a letter", cmark_node_get_type_string(n)), "");
      }
    }
  }

  Table table(cmark_node* n) {
    Table out;
    const std::uint16_t columns = cmark_gfm_extensions_get_table_columns(n);
    const std::uint8_t* marks = cmark_gfm_extensions_get_table_alignments(n);
    for (std::uint16_t i = 0; i < columns; ++i)
      out.columns.push_back(marks[i] == 'r' ? Align::right : marks[i] == 'c' ? Align::center : Align::left);
    for (cmark_node* row = cmark_node_first_child(n); row; row = cmark_node_next(row)) {
      std::vector<Inline> cells;
      for (cmark_node* cell = cmark_node_first_child(row); cell; cell = cmark_node_next(cell))
        cells.push_back(inlines(cell));
      if (cmark_gfm_extensions_get_table_row_is_header(row)) {
        out.head = std::move(cells);
      } else {
        out.rows.push_back(std::move(cells));
      }
    }
    const auto bold = [](const Inline& cell) {
      return std::all_of(cell.begin(), cell.end(), [](const Span& s) { return s.bold; });
    };
    if (!out.rows.empty() && std::all_of(out.rows.back().begin(), out.rows.back().end(), bold)) {
      out.total = std::move(out.rows.back());
      out.rows.pop_back();
    }
    for (std::size_t i = 0; i < out.columns.size(); ++i)
      if (out.columns[i] == Align::right && has_figures(out, i)) out.columns[i] = Align::decimal;
    return out;
  }

  bool has_figures(const Table& table, std::size_t column) const {
    if (!style_.stands_for_figure) return false;
    for (const auto& row : table.rows)
      for (const Span& span : column < row.size() ? row[column] : Inline{})
        for (char32_t c : to_utf32(span.text))
          if (style_.stands_for_figure(c)) return true;
    return false;
  }

  void refuse(cmark_node* n, std::string message, std::string hint) {
    problems.push_back({fmt::format("{}:{}:{}", file_, std::max(1, cmark_node_get_start_line(n)),
                                    std::max(1, cmark_node_get_start_column(n))),
                        std::move(message), std::move(hint)});
  }

  const MarkupStyle& style_;
  std::string file_;
  std::string part_;
  int nested_ = 0;  // quotes and lists around the block
};

void find_stray_stars(cmark_node* root, const std::string& file, std::vector<Problem>& problems) {
  const std::unique_ptr<cmark_iter, void (*)(cmark_iter*)> walk(cmark_iter_new(root), cmark_iter_free);
  while (cmark_iter_next(walk.get()) != CMARK_EVENT_DONE) {
    cmark_node* n = cmark_iter_get_node(walk.get());
    if (cmark_node_get_type(n) != CMARK_NODE_TEXT || literal(n).find("**") == std::string::npos) continue;
    cmark_node* block = n;
    while (block && cmark_node_get_start_line(block) == 0) block = cmark_node_parent(block);
    const int line = block ? cmark_node_get_start_line(block) : 1;
    problems.push_back({fmt::format("{}:{}:1", file, line), "stars that make nothing bold",
                        "in Chinese leave the punctuation outside of them: **总额**："});
  }
}

}  // namespace

Result<std::vector<Block>> parse_markup(const std::string& markdown, const MarkupStyle& style,
                                        const std::string& file) {
  const Tree tree = parse_tree(markdown);
  Builder builder(style, file);
  std::vector<Block> blocks = builder.top(tree.get());
  if (!builder.problems.empty()) return builder.problems.front();
  return blocks;
}

std::vector<Problem> check_markup(const std::string& markdown, const std::string& file) {
  const Tree tree = parse_tree(markdown);
  const MarkupStyle style;
  Builder builder(style, file);
  builder.top(tree.get());
  find_stray_stars(tree.get(), file, builder.problems);
  return std::move(builder.problems);
}

}  // namespace dunmail
