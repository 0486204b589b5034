#include "intake/answer_spool.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "base/file.h"
#include "base/text.h"
#include "desk/case_trouble.h"
#include "desk/frozen.h"

namespace dunmail {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

Json to_json(const KeptAnswer& kept, bool has_upload) {
  const DebtorAnswer& a = kept.answer;
  return {{"letter", kept.letter},    {"day", iso(kept.day)}, {"at", iso(kept.at)},
          {"what", a.what},           {"amount", a.amount},   {"promised", a.day ? iso(*a.day) : ""},
          {"reference", a.reference}, {"invoice", a.invoice}, {"type", a.type},
          {"text", a.text},           {"upload", has_upload}, {"media_type", a.media_type},
          {"source", a.source},       {"agent", a.agent}};
}

KeptAnswer read_kept(const std::string& file) {
  const Json j = Json::parse(read_file(file));
  KeptAnswer out;
  out.letter = j.at("letter");
  out.day = parse_date(j.at("day").get<std::string>()).value();
  out.at = parse_instant(j.at("at").get<std::string>()).value();
  DebtorAnswer& a = out.answer;
  a.what = j.at("what");
  a.amount = j.at("amount");
  a.day = parse_date(j.at("promised").get<std::string>());
  a.reference = j.at("reference");
  a.invoice = j.at("invoice");
  a.type = j.at("type");
  a.text = j.at("text");
  a.media_type = j.at("media_type");
  a.source = j.at("source");
  a.agent = j.at("agent");
  a.said = out.at;
  if (j.at("upload").get<bool>()) a.upload = read_file(file + ".upload");
  return out;
}

}  // namespace

void AnswerSpool::keep(const KeptAnswer& kept) {
  const std::lock_guard guard(lock_);
  fs::create_directories(folder_);
  fs::permissions(folder_, fs::perms::owner_all);
  // By the time, then by number: the order in which they were given.
  const std::string file =
      fmt::format("{}/{}-{}-{:06}", folder_, kept.at.time_since_epoch().count(), ::getpid(), ++last_);
  if (!kept.answer.upload.empty()) write_file(file + ".upload", kept.answer.upload);
  write_file(file, to_json(kept, !kept.answer.upload.empty()).dump());  // with this it is kept
}

std::vector<std::string> AnswerSpool::waiting() const {
  std::vector<std::string> out;
  std::error_code none;
  for (const auto& at : fs::directory_iterator(folder_, none)) {
    const std::string name = at.path().filename().string();
    const bool whole = !name.empty() && name.find_first_not_of("0123456789-") == name.npos;  // no .upload, no part file
    if (whole) out.push_back(at.path().string());
  }
  std::sort(out.begin(), out.end());
  return out;
}

std::vector<std::string> AnswerSpool::write(World& world) {
  std::vector<std::string> out;
  for (const std::string& file : waiting()) {
    try {
      const KeptAnswer kept = read_kept(file);
      const auto letter = world.store.letter(kept.letter);
      if (!letter) throw Error(ErrorKind::input, file, "there is no letter " + kept.letter);
      const LetterFacts facts = facts_of(*letter);
      const Taken taken = take_answer(world, *letter, facts, kept.answer, kept.day);
      if (taken != Taken::recorded && taken != Taken::again)
        put_before_people(world, *letter, facts, kept.answer, kept.day);
      out.push_back(fmt::format("{} {}: {}, given at {}", letter->case_id, letter->id, kept.answer.what, iso(kept.at)));
    } catch (const Busy&) {
      break;
    } catch (...) {
      // It stays where it is, and nobody's else waits for it.
      out.push_back(
          fmt::format("an answer waits in {} and cannot be written: {}", printable(file), printable(trouble_caught())));
      continue;
    }
    std::error_code none;
    fs::remove(file, none);
    fs::remove(file + ".upload", none);
  }
  return out;
}

}  // namespace dunmail
