// A stack for the post as it is kept: the letters of a batch, the files that they make, and the folder of these.
#pragma once

#include <filesystem>
#include <functional>
#include <vector>

#include "desk/world.h"
#include "sending/batch_files.h"
#include "sending/print_batch.h"

namespace dunmail {

struct Stack {
  std::vector<StackLetter> letters;
  std::vector<BatchFile> files;
};

/// Out of the database. Throws UnreadableRecord for a letter whose document is gone or is not the approved one,
/// Error(internal) where the files cannot be made.
Stack stack_of(World& world, const BatchRow& row);

/// Whether the folder has all of these files, byte for byte.
bool holds(const std::filesystem::path& folder, const std::vector<BatchFile>& files);

/// All files or none: a folder beside it, then renamed; before that `ready` is called. A folder of that name that is
/// there is not touched.
void write_folder(
    const std::filesystem::path& folder, const std::vector<BatchFile>& files,
    const std::function<void()>& ready = [] {});

/// What is told of a batch that lies in that folder.
MadeBatch made_batch(const BatchRow& row, const std::vector<StackLetter>& letters, const std::filesystem::path& folder);

}  // namespace dunmail
