#include "pdf/objects.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "base/text.h"

namespace dunmail::pdf {
namespace {

HPDF_STATUS write_body(HPDF_Dict dict, HPDF_Stream out) {
  const auto* body = static_cast<const std::string*>(dict->attr);
  return HPDF_Stream_Write(out, reinterpret_cast<const HPDF_BYTE*>(body->data()), static_cast<HPDF_UINT>(body->size()));
}

/// libharu wants a stream's length to be an object of its own, and looks at this flag only (HPDF_Dict_Write). Set for
/// good, it would keep the number from being freed.
HPDF_STATUS pose_as_indirect(HPDF_Dict dict, bool pose) {
  auto* length = static_cast<HPDF_Number>(HPDF_Dict_GetItem(dict, "Length", HPDF_OCLASS_NUMBER));
  if (!length) return HPDF_DICT_STREAM_LENGTH_NOT_FOUND;
  length->header.obj_id = pose ? HPDF_OTYPE_INDIRECT : HPDF_OTYPE_DIRECT;
  return HPDF_OK;
}

HPDF_STATUS write_stream_body(HPDF_Dict dict, HPDF_Stream out) {
  const HPDF_STATUS status = write_body(dict, out);
  return status == HPDF_OK ? pose_as_indirect(dict, true) : status;
}

HPDF_STATUS after_stream(HPDF_Dict dict) { return pose_as_indirect(dict, false); }

HPDF_STATUS write_flate_filter(HPDF_Dict, HPDF_Stream out) {
  return HPDF_Stream_WriteStr(out, "/Filter /FlateDecode\n");
}

}  // namespace

void check(HPDF_Doc doc, HPDF_STATUS status) {
  if (status == HPDF_OK) return;
  const auto detail = HPDF_GetErrorDetail(doc);
  HPDF_ResetError(doc);
  throw Error(ErrorKind::system, "libharu", fmt::format("error 0x{:04X}, detail {}", status, detail));
}

template <class T>
T* Objects::made(T* object) {
  if (object) return object;
  const HPDF_STATUS status = HPDF_GetError(doc_);
  check(doc_, status ? status : HPDF_FAILD_TO_ALLOC_MEM);
  return object;
}

const std::string* Objects::keep(std::string body) {
  bodies_.push_back(std::move(body));
  return &bodies_.back();
}

HPDF_Dict Objects::dict(std::string body) {
  HPDF_Dict d = made(HPDF_Dict_New(doc_->mmgr));
  check(doc_, HPDF_Xref_Add(doc_->xref, d));
  d->attr = const_cast<std::string*>(keep(std::move(body)));
  d->write_fn = write_body;
  return d;
}

/// As HPDF_DictStream_New does it, but with the length in the dictionary, where it saves an object.
HPDF_Dict Objects::stream(std::string_view bytes, std::string body) {
  HPDF_Dict d = dict(std::move(body));
  const auto size = static_cast<HPDF_UINT>(bytes.size());
  add(d, "Length", HPDF_Number_New(doc_->mmgr, static_cast<HPDF_INT32>(size)));
  d->stream = made(HPDF_MemStream_New(doc_->mmgr, std::max<HPDF_UINT>(size, 1)));
  d->filter = HPDF_STREAM_FILTER_NONE;
  d->write_fn = write_stream_body;
  d->after_write_fn = after_stream;
  check(doc_, HPDF_Stream_Write(d->stream, reinterpret_cast<const HPDF_BYTE*>(bytes.data()), size));
  return d;
}

HPDF_Dict Objects::flate(std::string_view deflated, std::string body) {
  return stream(deflated, body + "/Filter /FlateDecode\n");
}

std::string Objects::reference(HPDF_Dict object) { return fmt::format("{} 0 R", object->header.obj_id & 0x00FFFFFF); }

void Objects::add(HPDF_Dict to, const char* key, void* object) { check(doc_, HPDF_Dict_Add(to, key, made(object))); }

void Objects::add_name(HPDF_Dict to, const char* key, const char* name) {
  check(doc_, HPDF_Dict_AddName(to, key, name));
}

void Objects::add_text(HPDF_Dict to, const char* key, std::string_view utf8) {
  std::string bytes("\xFE\xFF");
  for (const char32_t c : to_utf32(utf8)) {
    const auto put = [&](unsigned unit) {
      bytes += static_cast<char>(unit >> 8), bytes += static_cast<char>(unit & 255);
    };
    if (c >= 0x10000)
      put(0xD800 + ((c - 0x10000) >> 10)), put(0xDC00 + (c & 0x3FF));
    else
      put(c);
  }
  add(to, key,
      HPDF_Binary_New(doc_->mmgr, reinterpret_cast<HPDF_BYTE*>(bytes.data()), static_cast<HPDF_UINT>(bytes.size())));
}

void Objects::add_links(HPDF_Dict page, const std::vector<PlacedLink>& links, double height) {
  HPDF_Array array = made(HPDF_Array_New(doc_->mmgr));
  add(page, "Annots", array);
  for (const PlacedLink& link : links) {
    std::string url;
    for (const char c : link.url)
      if (c == '(' || c == ')' || c == '\\')
        url += '\\', url += c;
      else if (static_cast<unsigned char>(c) > ' ' && static_cast<unsigned char>(c) < 0x7F)
        url += c;
    // /F 4: printed with its page, as ISO 19005-1, 6.5.3 asks of every annotation. A link paints nothing anyhow.
    const Rectangle& b = link.box;
    check(doc_,
          HPDF_Array_Add(
              array,
              dict(fmt::format(
                  "/Type/Annot/Subtype/Link/Rect[{:.2f} {:.2f} {:.2f} {:.2f}]/Border[0 0 0]/F 4/A<</S/URI/URI({})>>\n",
                  b.x, height - b.bottom(), b.right(), height - b.y, url))));
  }
}

void Objects::fill(HPDF_Dict stream, std::string_view deflated) {
  stream->filter = HPDF_STREAM_FILTER_NONE;
  stream->write_fn = write_flate_filter;
  check(doc_, HPDF_Stream_Write(stream->stream, reinterpret_cast<const HPDF_BYTE*>(deflated.data()),
                                static_cast<HPDF_UINT>(deflated.size())));
}

}  // namespace dunmail::pdf
