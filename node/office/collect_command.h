// `satchel-office collect`: lets go of what needs no account any more; `serve` does the same once a day.
#pragma once

#include "node/shared/command.h"
#include "sync/office.h"

namespace satchel {

// What was done, for people; empty when there was nothing to do.
std::string collected_words(const Office::Collected& done);
void add_collect_command(CLI::App& app, CommonOptions& options);

}  // namespace satchel
