#include "dispatch/print_folder.h"

#include <filesystem>

#include "base/error.h"
#include "base/file.h"

namespace dunmail {
namespace {

/// A postcode comes from a ledger: nothing in it may leave the folder.
std::string file_safe(const std::string& text) {
  std::string out;
  for (const char c : text)
    out += (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' ? c : '_';
  return out.empty() ? "none" : out;
}

class PrintFolder : public Courier {
 public:
  explicit PrintFolder(std::string folder) : folder_(std::move(folder)), name_("print:" + folder_) {}

  Receipt hand_over(const Parcel& parcel) override {
    Receipt receipt;
    receipt.route = name_;
    receipt.stage = "data";
    const std::string file = file_safe(parcel.recipient) + "_" + file_safe(parcel.letter_id) + ".pdf";
    std::error_code failed;
    std::filesystem::create_directories(folder_, failed);
    try {
      write_file(std::filesystem::path(folder_) / file, parcel.message);
      receipt.outcome = Receipt::Outcome::accepted;
      receipt.queue_id = file;
      receipt.text = "laid for the post";
    } catch (const Error& e) {
      receipt.outcome = Receipt::Outcome::deferred;
      receipt.stage = "connect";
      receipt.text = e.what();
    }
    return receipt;
  }

  const std::string& name() const override { return name_; }

 private:
  std::string folder_, name_;
};

}  // namespace

std::unique_ptr<Courier> make_print_courier(const std::string& folder) { return std::make_unique<PrintFolder>(folder); }

}  // namespace dunmail
