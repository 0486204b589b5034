#include "ledger/xml_tree.h"

#include <expat.h>
#include <fmt/format.h>

#include <exception>
#include <memory>
#include <new>

#include "base/text.h"
#include "ledger/statement.h"

namespace dunmail {
namespace {

constexpr std::size_t deepest = 64;            // a statement needs fourteen
constexpr std::size_t largest_text = 100'000;  // of one element

std::string_view local(std::string_view name) {
  const auto colon = name.rfind(':');
  return colon == name.npos ? name : name.substr(colon + 1);
}

class Reader {
 public:
  Reader(const std::string& file, const XmlReading& reading, const char* encoding)
      : file_(file), reading_(reading), parser_(XML_ParserCreate(encoding)) {
    if (!parser_) throw std::bad_alloc();
    XML_SetUserData(parser_.get(), this);
    XML_SetElementHandler(
        parser_.get(),
        [](void* me, const char* name, const char** a) { of(me).guarded([&] { of(me).begin(name, a); }); },
        [](void* me, const char*) { of(me).guarded([&] { of(me).end(); }); });
    XML_SetCharacterDataHandler(parser_.get(), [](void* me, const char* text, int size) {
      of(me).guarded([&] { of(me).add({text, static_cast<std::size_t>(size)}); });
    });
    XML_SetStartDoctypeDeclHandler(parser_.get(), [](void* me, const char*, const char*, const char*, int) {
      of(me).stop({"", "the file brings a document type (DOCTYPE), which a statement has none of",
                   "it was not read any further; ask where the file comes from"});
    });
    XML_SetUnknownEncodingHandler(parser_.get(), windows_1252, nullptr);
  }

  std::optional<Problem> read(std::string_view bytes) {
    constexpr std::size_t piece = 1 << 20;
    for (;;) {
      const std::string_view part = bytes.substr(0, piece);
      bytes.remove_prefix(part.size());
      const XML_Status status = XML_Parse(parser_.get(), part.data(), static_cast<int>(part.size()), bytes.empty());
      if (thrown_) std::rethrow_exception(thrown_);
      if (problem_) return problem_;
      if (status != XML_STATUS_OK) return malformed();
      if (bytes.empty()) return std::nullopt;
    }
  }

 private:
  static Reader& of(void* me) { return *static_cast<Reader*>(me); }

  /// Expat is C: no exception may cross it.
  template <class F>
  void guarded(F&& step) {
    if (thrown_ || problem_) return;
    try {
      step();
    } catch (...) {
      thrown_ = std::current_exception();
      XML_StopParser(parser_.get(), XML_FALSE);
    }
  }

  void stop(Problem problem) {
    if (problem_) return;
    if (problem.where.empty()) problem.where = fmt::format("{}:{}", file_, line());
    problem_ = std::move(problem);
    XML_StopParser(parser_.get(), XML_FALSE);
  }

  std::size_t line() const { return XML_GetCurrentLineNumber(parser_.get()); }

  Problem malformed() const {
    const XML_Error code = XML_GetErrorCode(parser_.get());
    const bool cut = code == XML_ERROR_NO_ELEMENTS || code == XML_ERROR_UNCLOSED_TOKEN ||
                     code == XML_ERROR_UNCLOSED_CDATA_SECTION || code == XML_ERROR_PARTIAL_CHAR;
    const std::string where = fmt::format("{}:{}:{}", file_, line(), XML_GetCurrentColumnNumber(parser_.get()) + 1);
    if (cut) return {where, "the file is cut off here", "nothing of it was taken; fetch it again from the bank"};
    return {where, fmt::format("the XML cannot be read: {}", XML_ErrorString(code)), "nothing of this file was taken"};
  }

  void begin(std::string_view full, const char** attributes) {
    const std::string_view name = local(full);
    if (parents_.size() + open_.size() >= deepest)
      return stop(
          {"", fmt::format("the elements are nested deeper than {}", deepest), "no statement is; nothing was taken"});
    if (open_.empty() && !reading_.wanted(parents_, name)) {
      reading_.begins(parents_, name);
      parents_.emplace_back(name);
      return;
    }
    XmlElement element;
    element.name = name;
    element.line = line();
    for (; *attributes; attributes += 2)
      if (local(attributes[0]) == "Ccy") element.currency = attributes[1];
    open_.push_back(std::move(element));
  }

  void add(std::string_view text) {
    if (open_.empty()) return;
    XmlElement& element = open_.back();
    if (element.text.size() + text.size() > largest_text)
      return stop({"", fmt::format("the text of {} is longer than {} bytes", element.name, largest_text),
                   "no statement's is; nothing was taken"});
    element.text += text;
  }

  void end() {
    if (open_.empty()) {
      const std::string name = std::move(parents_.back());
      parents_.pop_back();
      return reading_.ends(parents_, name);
    }
    XmlElement done = std::move(open_.back());
    open_.pop_back();
    done.text = std::string(trim(done.text));
    if (!open_.empty()) return open_.back().children.push_back(std::move(done));
    if (auto problem = reading_.take(parents_, std::move(done))) stop(std::move(*problem));
  }

  static int windows_1252(void*, const XML_Char* name, XML_Encoding* info) {
    const std::string wanted = lower_ascii(name);
    if (wanted != "windows-1252" && wanted != "cp1252" && wanted != "iso-8859-15") return XML_STATUS_ERROR;
    for (int i = 0; i < 256; ++i) {
      const char byte = static_cast<char>(i);
      info->map[i] = static_cast<int>(to_utf32(from_latin1({&byte, 1}))[0]);
    }
    if (wanted == "iso-8859-15") info->map[0xA4] = 0x20AC;
    info->data = nullptr;
    info->convert = nullptr;
    info->release = nullptr;
    return XML_STATUS_OK;
  }

  struct Free {
    void operator()(XML_ParserStruct* parser) const { XML_ParserFree(parser); }
  };
  const std::string& file_;
  const XmlReading& reading_;
  std::unique_ptr<XML_ParserStruct, Free> parser_;
  std::vector<std::string> parents_;
  std::vector<XmlElement> open_;
  std::optional<Problem> problem_;
  std::exception_ptr thrown_;
};

/// GB18030 has four-byte characters, which Expat cannot be taught: such a file is turned into UTF-8 before.
bool says_gb(std::string_view bytes) {
  const std::string head = lower_ascii(bytes.substr(0, bytes.substr(0, 200).find("?>")));
  const auto at = head.find("encoding");
  return at != head.npos && head.find("gb", at) != head.npos;
}

}  // namespace

const XmlElement* XmlElement::find(std::string_view path) const {
  const auto slash = path.find('/');
  const std::string_view first = path.substr(0, slash);
  for (const XmlElement& child : children) {
    if (child.name != first) continue;
    if (slash == path.npos) return &child;
    if (const XmlElement* found = child.find(path.substr(slash + 1))) return found;
  }
  return nullptr;
}

std::string_view XmlElement::text_at(std::string_view path) const {
  const XmlElement* found = find(path);
  return found ? std::string_view(found->text) : std::string_view();
}

std::optional<Problem> read_xml(std::string_view bytes, const std::string& file, const XmlReading& reading) {
  if (!says_gb(bytes)) return Reader(file, reading, nullptr).read(bytes);
  const auto text = from_gb18030(bytes);
  if (!text) return Problem{file, "the file says it is GB18030 and is not", "nothing of this file was taken"};
  return Reader(file, reading, "UTF-8").read(*text);
}

}  // namespace dunmail
