// Foreign XML, read element by element (Expat). No document type is let in: no entities to expand, nothing to fetch.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace dunmail {

/// One element with all below it, by local names. Text is trimmed.
struct XmlElement {
  std::string name, text;
  std::string currency;  ///< its attribute Ccy, the only one that statements use
  std::size_t line = 0;
  std::vector<XmlElement> children;

  /// The first element by a path of names ("Refs/EndToEndId"), or nothing.
  const XmlElement* find(std::string_view path) const;
  std::string_view text_at(std::string_view path) const;  ///< of the first that is there; "" when none is
};

struct XmlReading {
  /// Elements from here on are collected: `parents` are the names above it, from the root.
  std::function<bool(const std::vector<std::string>& parents, std::string_view name)> wanted;
  /// Each of them, complete. A Problem ends the reading.
  std::function<std::optional<Problem>(const std::vector<std::string>& parents, XmlElement&& element)> take;
  /// An element that is not collected begins, or ends.
  std::function<void(const std::vector<std::string>&parents, std::string_view name)> begins, ends;
};

/// Nothing when the whole document was read; else why not, with file and line. UTF-8, UTF-16, ISO-8859-1, Windows-1252
/// and GB18030 (GBK, GB2312) by its declaration.
std::optional<Problem> read_xml(std::string_view bytes, const std::string& file, const XmlReading& reading);

}  // namespace dunmail
