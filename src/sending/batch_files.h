// What lies in a batch's folder. A pure function of the batch and its frozen letters.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "letters/facts.h"
#include "store/batch_row.h"
#include "store/letter_row.h"

namespace dunmail {

struct StackLetter {
  BatchLetter place;
  LetterRow row;
  LetterFacts facts;
  std::string pdf;
};

struct BatchFile {
  std::string name, bytes;
};

/// BATCH.pdf first; manifest.csv with empty columns `tracking` and `delivered_on`, which `dunmail print confirm` takes
/// back; where letters are registered: registered.csv, and registered.html to print and to have stamped at the counter.
Result<std::vector<BatchFile>> batch_files(const BatchRow& batch, const std::vector<StackLetter>& letters);

}  // namespace dunmail
