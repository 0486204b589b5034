// Letters by post: dunmail print, print show, print confirm.
#pragma once

#include <string>

#include "cli/command_table.h"
#include "sending/print_batch.h"

namespace dunmail {

struct PrintCommand {
  PrintOrder order;
  bool all = false;
  std::string again;  ///< a batch
  std::string lp;     ///< a CUPS printer: every stack that was made goes to it
};
Answer print_command(World& world, const PrintCommand& command, const Progress& progress);
/// Every batch, or one with its letters.
Answer print_show_command(World& world, const std::string& batch, const Extent& extent = {});

struct ConfirmCommand {
  std::string what;  ///< a filled-in manifest, or a letter
  std::string tracking, delivered_on, by;
  Date today;
  bool update = false, skip_bad = false;
};
Answer print_confirm_command(World& world, const ConfirmCommand& command);

void describe_print(CommandTable& table);

}  // namespace dunmail
