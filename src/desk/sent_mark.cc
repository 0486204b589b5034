#include "desk/sent_mark.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstring>
#include <random>

#include "base/digest.h"
#include "base/error.h"
#include "base/text.h"

namespace dunmail {
namespace {

constexpr off_t longest_line = 4096;
constexpr std::string_view nothing_yet = "nothing has left yet";
/// Commits whose line no process lived to write: as many as may die at one moment.
constexpr std::int64_t most_unwritten = 16;
constexpr const char* restored = "restored";  // the kind of a line that is no letter: who confirmed a restore, and when

[[noreturn]] void fail(const std::string& path, const char* what) {
  throw Error(ErrorKind::storage, path, std::string(what) + ": " + std::strerror(errno),
              "it stands beside the database and must be writable");
}

std::optional<MarkedLetter> marked(std::string_view line) {
  const auto parts = split(line, '\t');
  if (parts.size() != 8) return std::nullopt;
  MarkedLetter out;
  const auto [end, wrong] = std::from_chars(parts[0].data(), parts[0].data() + parts[0].size(), out.counter);
  if (wrong != std::errc() || end != parts[0].data() + parts[0].size()) return std::nullopt;
  std::string* const fields[] = {&out.hash, &out.letter, &out.case_id, &out.kind, &out.channel, &out.number, &out.day};
  for (std::size_t i = 0; i < std::size(fields); ++i) *fields[i] = std::string(parts[i + 1]);
  return out;
}

/// The name of the database in the first line of its mark; nothing for a line that is none, "" where it has no name.
std::optional<std::string> name_in(std::string_view line) {
  const auto parts = split(line, '\t');
  if (parts.size() < 2 || parts.front() != "0" || parts.back() != nothing_yet) return std::nullopt;
  return parts.size() == 2 ? std::string() : std::string(parts[1]);
}

std::string random_hex() {
  std::random_device dice;
  return fmt::format("{:08x}{:08x}{:08x}{:08x}", dice(), dice(), dice(), dice());
}

/// A tab or a line break in a debtor's number would make another line of it.
std::string plain_field(std::string text) {
  for (char& c : text)
    if (static_cast<unsigned char>(c) < 0x20) c = ' ';
  return text;
}

/// Of the file that the processes share, while one of them writes.
class Locked {
 public:
  explicit Locked(int fd) : fd_(fd) { ::flock(fd_, LOCK_EX); }
  ~Locked() { ::flock(fd_, LOCK_UN); }
  Locked(const Locked&) = delete;

 private:
  int fd_;
};

std::string read_from(int fd, off_t begin, off_t end) {
  std::string out(static_cast<std::size_t>(end - begin), '\0');
  std::size_t got = 0;
  while (got < out.size()) {
    const ssize_t some = ::pread(fd, out.data() + got, out.size() - got, begin + static_cast<off_t>(got));
    if (some <= 0) break;
    got += static_cast<std::size_t>(some);
  }
  out.resize(got);
  return out;
}

}  // namespace

SentMark::SentMark(World& world) : world_(world), path_(world.settings.beside_database(".mark")) {
  if (world.settings.database == ":memory:") return;
  fd_ = ::open(path_.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd_ < 0) fail(path_, "the mark cannot be opened");
  give_name();
}

/// Where nothing has left yet, the mark and the database are given one name: that the mark is lost, or another's, is
/// noticed from then on.
void SentMark::give_name() {
  if (world_.store.sent_mark().first != 0 || !world_.store.sent_mark_name().empty()) return;
  std::string name;
  {
    const Locked lock(fd_);
    const std::string newest = newest_line();
    const auto known = name_in(newest);
    if (!known && !newest.empty()) return;  // letters left by it: amiss() tells
    name = known.value_or("");
    if (name.empty()) {
      name = random_hex();
      put(fmt::format("0\t{}\t{}\n", name, nothing_yet));
    }
  }
  world_.store.transaction([&] {
    if (world_.store.sent_mark_name().empty()) world_.store.set_sent_mark_name(name);
  });
}

SentMark::~SentMark() {
  if (fd_ >= 0) ::close(fd_);
}

std::string SentMark::first_line() const {
  struct stat at {};
  if (fd_ < 0 || ::fstat(fd_, &at) != 0) return {};
  const std::string head = read_from(fd_, 0, std::min<off_t>(at.st_size, longest_line));
  return head.substr(0, head.find('\n'));
}

/// The last whole line: one that was cut off was of a commit whose letters had not begun to leave.
std::string SentMark::newest_line() const {
  struct stat at {};
  if (fd_ < 0 || ::fstat(fd_, &at) != 0 || at.st_size == 0) return {};
  std::string tail = read_from(fd_, std::max<off_t>(0, at.st_size - longest_line), at.st_size);
  const auto end = tail.rfind('\n');
  if (end == std::string::npos) return {};
  tail.resize(end);
  return tail.substr(tail.rfind('\n') + 1);
}

std::optional<Problem> SentMark::amiss() {
  if (fd_ < 0) return std::nullopt;
  const std::string newest = newest_line();  // before the database is read, which is never behind its mark
  const auto line = marked(newest);
  const bool nothing_left = name_in(newest).has_value();
  const auto [counter, hash] = world_.store.sent_mark();
  const std::string name = world_.store.sent_mark_name(), its_name = name_in(first_line()).value_or("");
  const char* hint =
      "was a backup restored, or the mark left behind? dunmail restore confirm --by NAME puts in doubt what may have "
      "left; nothing is planned or sent before that";
  const std::string& database = world_.settings.database;
  if (!line && !nothing_left) return Problem{path_, "the mark of what left is gone or cannot be read", hint};
  if (!name.empty() && !its_name.empty() && its_name != name)
    return Problem{database, "it is not the database that sent last: " + path_ + " is that of another one", hint};
  const std::int64_t told = line ? line->counter : 0;
  if (told < counter) {
    if (counter - told <= most_unwritten) return std::nullopt;
    return Problem{
        path_,
        fmt::format("the mark of what left is behind the database: it tells of {} hand-offs of {}", told, counter),
        hint};
  }
  if (!line || (told == counter && line->hash == hash)) return std::nullopt;
  if (told == counter)
    return Problem{database, "it is not the database that sent last: " + path_ + " tells of other letters", hint};
  return Problem{
      database,
      fmt::format("it is older than what left: by {} letters were sent (up to {} on {}) that it does not know of",
                  path_, line->letter, line->day),
      hint};
}

void SentMark::check() {
  if (auto problem = amiss()) throw Error(ErrorKind::storage, std::move(*problem));
}

void SentMark::advance(const std::vector<const LetterRow*>& letters, Date day) {
  if (fd_ < 0 || letters.empty()) return;
  const auto [counter, before] = world_.store.sent_mark();
  const std::int64_t next = counter + 1;
  const std::string name = counter == 0 ? world_.store.sent_mark_name() : "";
  std::string all = name + before + "\n";
  for (const LetterRow* letter : letters) all += letter->id + "\t" + letter->case_id + "\t" + letter->channel + "\n";
  const std::string hash = sha256_hex(all);
  pending_.clear();
  for (const LetterRow* l : letters)
    pending_ += fmt::format("{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\n", next, hash, l->id, plain_field(l->case_id),
                            plain_field(l->kind), l->channel, plain_field(l->number), iso(day));
  world_.store.set_sent_mark(next, hash);
}

void SentMark::write() {
  if (!pending_.empty()) append(pending_);
  pending_.clear();
}

void SentMark::append(std::string_view lines) {
  const Locked lock(fd_);
  put(lines);
}

void SentMark::put(std::string_view lines) {
  while (!lines.empty()) {
    const ssize_t some = ::write(fd_, lines.data(), lines.size());
    if (some < 0 && errno == EINTR) continue;
    if (some <= 0) fail(path_, "the mark cannot be written");
    lines.remove_prefix(static_cast<std::size_t>(some));
  }
}

std::vector<MarkedLetter> SentMark::read() const {
  std::vector<MarkedLetter> out;
  struct stat at {};
  if (fd_ < 0 || ::fstat(fd_, &at) != 0) return out;
  const std::string all = read_from(fd_, 0, at.st_size);
  for (const std::string_view line : split(all, '\n'))
    if (auto letter = marked(line)) out.push_back(std::move(*letter));
  return out;
}

std::vector<MarkedLetter> SentMark::beyond() {
  std::vector<MarkedLetter> out = read();
  const std::int64_t known = world_.store.sent_mark().first;
  std::erase_if(out, [&](const MarkedLetter& l) { return l.counter <= known; });
  std::stable_sort(out.begin(), out.end(),
                   [](const MarkedLetter& a, const MarkedLetter& b) { return a.counter < b.counter; });
  return out;
}

std::string SentMark::confirmed() const {
  std::string out;
  for (const MarkedLetter& line : read())
    if (line.letter == "-" && line.kind == restored)
      out = (line.number == "-" ? "" : line.number + " ") + "on " + line.day;
  return out;
}

void SentMark::accept(const std::string& by) {
  std::int64_t counter = 0;
  std::string hash;
  for (const MarkedLetter& line : read()) {
    if (line.counter >= counter) {
      counter = line.counter;
      hash = line.hash;
    }
  }
  const std::int64_t known = world_.store.sent_mark().first;
  // No line says how far it went: the next one of this database does, above all that it knows of.
  counter = std::max(counter, known) + 1;
  hash = sha256_hex(hash + "\nrestored\n" + std::to_string(counter));
  world_.store.set_sent_mark(counter, hash);
  if (const auto its_name = name_in(first_line()); its_name && !its_name->empty())
    world_.store.set_sent_mark_name(*its_name);
  pending_ = fmt::format("\n{}\t{}\t-\t-\t{}\t-\t{}\t{}\n", counter, hash, restored, by.empty() ? "-" : plain_field(by),
                         iso(std::chrono::floor<Days>(world_.now())));
}

}  // namespace dunmail
