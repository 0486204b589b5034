// Mail that came back: track takes it in, inbox is what waits for a person, mail classify reads files.
#pragma once

#include <string>
#include <vector>

#include "cli/command_table.h"

namespace dunmail {

/// What each file, a message that came back, says; one JSON object a file. Exit code 3 when one could not be read.
Answer mail_classify_command(const std::string& settings_file, const std::vector<std::string>& files);

void describe_track(CommandTable& table);
void describe_inbox(CommandTable& table);
void describe_mail(CommandTable& table);

}  // namespace dunmail
