#include "evidence/archive_month.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/file.h"

namespace dunmail {
namespace {

namespace fs = std::filesystem;

constexpr const char* manifest_name = "manifest.jsonl";
constexpr const char* sums_name = "SHA256SUMS";

std::string ending_of(const std::string& media_type) {
  if (media_type == "application/pdf") return ".pdf";
  if (media_type == "message/rfc822") return ".eml";
  if (media_type == "image/png") return ".png";
  if (media_type == "image/jpeg") return ".jpg";
  return ".bin";
}

void make_folder(const fs::path& folder) {
  std::error_code no;
  if (fs::is_directory(folder, no)) return;
  if (fs::exists(folder, no)) throw Error(ErrorKind::storage, folder.string(), "is not a folder", "name another one");
  if (folder.has_relative_path()) make_folder(folder.parent_path());
  if (!fs::create_directory(folder, no) && no)
    throw Error(ErrorKind::storage, folder.string(), no.message(), "name a folder that you may write in");
  fs::permissions(folder, fs::perms::owner_all, no);
  flush_to_disk(folder.parent_path());
}

void remove_unfinished(const fs::path& folder) {
  std::error_code no;
  for (fs::directory_iterator at(folder, no), end; !no && at != end; at.increment(no))
    if (at->path().filename().string().find(".part-") != std::string::npos) fs::remove(at->path(), no);
}

/// Its whole lines; what stands behind the last one is taken away.
std::string lines_of(const fs::path& list) {
  std::error_code no;
  if (!fs::exists(list, no)) return {};
  std::string text = read_file(list);
  const std::size_t whole = text.rfind('\n') + 1;  // 0 where there is none
  if (whole == text.size()) return text;
  text.resize(whole);
  write_file(list, text);
  return text;
}

template <class Take>
void each_line(const std::string& text, Take&& take) {
  for (std::size_t from = 0; from < text.size();) {
    const std::size_t to = text.find('\n', from);
    take(text.substr(from, to - from));
    from = to + 1;
  }
}

}  // namespace

std::string month_of(Date day) { return iso(day).substr(0, 7); }

ArchiveMonth::ArchiveMonth(const fs::path& archive, const std::string& month) : folder_(archive / month) {
  make_folder(folder_);
  remove_unfinished(folder_);
  each_line(lines_of(folder_ / manifest_name), [&](const std::string& line) {
    const auto entry = nlohmann::json::parse(line, nullptr, false);
    if (entry.is_object() && entry.contains("sha256") && entry["sha256"].is_string()) listed_.insert(entry["sha256"]);
  });
  each_line(lines_of(folder_ / sums_name), [&](const std::string& line) { summed_.insert(line.substr(0, 64)); });
}

std::string ArchiveMonth::put(const OverDocument& document, const std::string& media_type, const std::string& bytes) {
  const std::string name = document.sha256 + ending_of(media_type);
  const fs::path path = folder_ / name;
  std::error_code no;
  const fs::file_status there = fs::symlink_status(path, no);
  if (!fs::exists(there)) {
    write_file(path, bytes);
  } else {
    if (!fs::is_regular_file(there) || read_file(path) != bytes)
      throw Error(ErrorKind::storage, path.string(), "is there already and holds something else",
                  "move it away and archive again; the document stays in the database until then");
    flush_to_disk(path);
  }
  const std::string file = (folder_.filename() / name).string();
  if (listed_.insert(document.sha256).second)
    manifest_ += nlohmann::ordered_json{{"sha256", document.sha256}, {"bytes", bytes.size()},
                                        {"media_type", media_type},  {"file", name},
                                        {"what", word(document.of)}, {"id", document.id},
                                        {"case", document.case_id},  {"day", iso(document.day)}}
                     .dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) +
                 "\n";
  if (summed_.insert(document.sha256).second) sums_ += fmt::format("{}  {}\n", document.sha256, name);
  return file;
}

void ArchiveMonth::flush() {
  if (!manifest_.empty()) append_to_file(folder_ / manifest_name, manifest_);
  manifest_.clear();
  if (!sums_.empty()) append_to_file(folder_ / sums_name, sums_);
  sums_.clear();
  flush_to_disk(folder_);
}

}  // namespace dunmail
