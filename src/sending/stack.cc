#include "sending/stack.h"

#include <cerrno>
#include <cstring>

#include "base/file.h"
#include "base/unreadable.h"
#include "desk/frozen.h"
#include "planning/approval.h"

namespace dunmail {
namespace {

namespace fs = std::filesystem;

std::vector<StackLetter> letters_of(World& world, const std::string& batch_id) {
  std::vector<StackLetter> out;
  for (BatchLetter& place : world.store.batch_letters(batch_id)) {
    auto row = world.store.letter(place.letter_id);
    auto pdf = row ? world.store.document(row->document) : std::nullopt;
    if (!pdf)
      throw UnreadableRecord(place.letter_id, "its printed document is gone from the database", "restore a backup");
    if (const auto why = not_the_approved(*row, *pdf))
      throw UnreadableRecord(row->id, *why, "dunmail verify shows what was changed");
    LetterFacts facts = facts_of(*row);
    out.push_back({std::move(place), std::move(*row), std::move(facts), std::move(*pdf)});
  }
  return out;
}

std::vector<BatchFile> files_of(const BatchRow& batch, const std::vector<StackLetter>& letters) {
  auto files = batch_files(batch, letters);
  if (!files) throw Error(ErrorKind::internal, files.problem());
  return std::move(*files);
}

}  // namespace

Stack stack_of(World& world, const BatchRow& row) {
  Stack out{letters_of(world, row.id), {}};
  out.files = files_of(row, out.letters);
  return out;
}

bool holds(const fs::path& folder, const std::vector<BatchFile>& files) {
  for (const BatchFile& file : files)
    if (!fs::is_regular_file(folder / file.name) || read_file(folder / file.name) != file.bytes) return false;
  return true;
}

void write_folder(const fs::path& folder, const std::vector<BatchFile>& files, const std::function<void()>& ready) {
  std::error_code failed;
  const fs::path draft = folder.parent_path() / ("." + folder.filename().string() + ".part");
  fs::create_directories(folder.parent_path(), failed);
  if (!failed) fs::remove_all(draft, failed);
  if (!failed) fs::create_directory(draft, failed);
  if (failed)
    throw Error(ErrorKind::storage, folder.string(), "the folder cannot be made: " + failed.message(),
                "may you write there?");
  try {
    for (const BatchFile& file : files) write_file(draft / file.name, file.bytes);
    flush_to_disk(draft);
    ready();
    if (::rename(draft.c_str(), folder.c_str()) != 0)
      throw Error(ErrorKind::storage, folder.string(),
                  std::string("the batch cannot be put there: ") + std::strerror(errno),
                  "name another folder with --out");
    flush_to_disk(folder.parent_path());
  } catch (...) {
    fs::remove_all(draft, failed);
    throw;
  }
}

MadeBatch made_batch(const BatchRow& row, const std::vector<StackLetter>& letters, const fs::path& folder) {
  MadeBatch out{row, folder.string(), 0, {}, false};
  for (const StackLetter& l : letters) {
    out.registered += l.place.registered;
    ++out.classes[sheet_class(l.place.sheets, row.sheet_classes)];
    out.creditor = l.facts.creditor.id;
  }
  return out;
}

}  // namespace dunmail
