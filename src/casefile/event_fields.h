// How the types of *_events.h become an event's data and come back. For their .cc files only: a type names its fields
// in one function template, `fields(way, self)`, which Maker and Reader walk.
//   need  always there, and never empty
//   keep  always there
//   some  there where it says something
#pragma once

#include <fmt/format.h>

#include <map>
#include <set>
#include <type_traits>

#include "base/error.h"
#include "base/unreadable.h"
#include "casefile/told.h"

namespace dunmail::told {

using Json = nlohmann::json;

/// What a value is in an event, and from there. Other headers add their own by overloading.
template <class T>
Json to_value(const T& value) {
  return value;
}
inline Json to_value(Date value) { return iso(value); }
inline Json to_value(const std::optional<Date>& value) { return value ? iso(*value) : ""; }
template <class T>
Json to_value(const std::optional<T>& value) {
  return value ? to_value(*value) : Json();
}
template <class T>
requires(!std::is_same_v<T, std::string>) Json to_value(const std::vector<T>& values) {
  Json out = Json::array();
  for (const T& each : values) out.push_back(to_value(each));
  return out;
}

inline Json to_value(const Page& page) {
  Json out = {{"source", page.source}, {"agent", page.agent}};
  if (!page.said.empty()) out["said"] = page.said;
  return out;
}

template <class T>
void from_value(const Json& value, T& out) {
  out = value.get<T>();
}
inline void from_value(const Json& value, Date& out) { out = parse_date(value.get<std::string>()).value_or(out); }
inline void from_value(const Json& value, std::optional<Date>& out) { out = parse_date(value.get<std::string>()); }
inline void from_value(const Json& value, Page& out) {
  out = {value.value("source", std::string()), value.value("agent", std::string()), value.value("said", std::string())};
}
template <class T>
void from_value(const Json& value, std::optional<T>& out) {
  from_value(value, out.emplace());
}
template <class T>
requires(!std::is_same_v<T, std::string>) void from_value(const Json& values, std::vector<T>& out) {
  for (const Json& each : values) from_value(each, out.emplace_back());
}

inline bool says(bool value) { return value; }
inline bool says(std::int64_t value) { return value != 0; }
inline bool says(Date value) { return value != Date{}; }
template <class T>
bool says(const std::optional<T>& value) {
  return value.has_value();
}
template <class T>
requires requires(const T& value) { value.empty(); }
bool says(const T& value) { return !value.empty(); }

class Maker {
 public:
  explicit Maker(EventKind kind) { out_.kind = kind; }

  template <class T>
  void need(const char* key, const T& value) {
    if (!says(value)) throw Error(ErrorKind::internal, word(out_.kind), fmt::format("an event without its {}", key));
    keep(key, value);
  }
  template <class T>
  void keep(const char* key, const T& value) {
    out_.data[key] = to_value(value);
  }
  template <class T>
  void some(const char* key, const T& value) {
    if (says(value)) keep(key, value);
  }
  Told told() { return std::move(out_); }

 private:
  Told out_;
};

class Reader {
 public:
  explicit Reader(const Json& data) : data_(data) {}

  template <class T>
  void need(const char* key, T& value) {
    if (const auto found = data_.find(key); found != data_.end()) from_value(*found, value);
  }
  template <class T>
  void keep(const char* key, T& value) {
    need(key, value);
  }
  template <class T>
  void some(const char* key, T& value) {
    need(key, value);
  }

 private:
  const Json& data_;
};

template <class T>
Told make(const T& what) {
  Maker maker(what.kind);
  T::fields(maker, what);
  return maker.told();
}

template <class T>
T read_into(T out, const Event& e) {
  if constexpr (std::is_same_v<decltype(T::kind), EventKind>) out.kind = e.kind;
  if (out.kind != e.kind)
    throw Error(ErrorKind::internal, e.case_id, fmt::format("a {} is read as a {}", word(e.kind), word(out.kind)));
  if (e.data.is_null()) return out;
  try {
    e.data.get_ref<const Json::object_t&>();  // it throws where the data are no object
    Reader reader(e.data);
    T::fields(reader, out);
  } catch (const Json::exception&) {
    throw UnreadableRecord(
        e.case_id,
        fmt::format("event {} ({}) cannot be read: its data are not what such an event has", e.seq, word(e.kind)),
        "dunmail verify shows what was changed");
  }
  return out;
}

/// Whether a kind that several types share is one of them.
inline void need_kind(EventKind is, std::initializer_list<EventKind> may) {
  for (const EventKind each : may)
    if (is == each) return;
  throw Error(ErrorKind::internal, word(is), "an event of this kind does not tell that");
}

}  // namespace dunmail::told
