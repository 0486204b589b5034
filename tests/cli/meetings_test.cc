// Two signals of the same days: config/meetings.toml says what the next step is, and every ordered pair is played, on
// one day and on two.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <optional>
#include <set>

#include "base/config_table.h"
#include "cli/stage.h"

using namespace dunmail;

namespace {

struct Signal {
  std::string id, scene, step;
  std::vector<std::string> before;    ///< happen on their own days
  std::vector<std::string> given_by;  ///< signals that, coming first, take the place of `before`
  std::vector<std::string> acts;      ///< happen on the day of the signal
};

/// A meeting in which the order of the signals does not say the next step.
struct Meeting {
  std::vector<std::string> first, second;
  std::string days, step, refused, wrong, where;
  std::vector<std::string> acts;  ///< of the second signal, where they differ
};

struct Expected {
  std::string step, refused, wrong, by;
  const std::vector<std::string>* acts = nullptr;
};

bool among(const std::vector<std::string>& list, const std::string& word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

class MeetingTable {
 public:
  static MeetingTable load(const std::string& path) {
    const ConfigTable file = ConfigTable::load(path);
    MeetingTable out;
    out.order_ = file.texts("order");
    const auto scenes = file.table("scene").value();
    for (const auto& [name, scene] : scenes.named_tables()) out.scenes_[name] = scene.texts("story");
    for (const ConfigTable& step : file.tables("step")) {
      step.text("means");
      for (const std::string& code : step.texts("codes")) out.words_[code] = step.text("word");
    }
    for (const ConfigTable& s : file.tables("signal")) {
      s.text("means", "");
      out.signals_.push_back({s.text("id"), s.text("scene", "reminder"), s.text("step"), s.texts("before"),
                              s.texts("given_by"), s.texts("acts")});
    }
    for (const ConfigTable& m : file.tables("meeting")) {
      m.text("because"), m.text("fault", "");
      out.meetings_.push_back({m.text_or_texts("first"), m.text_or_texts("second"),
                               m.choice("days", "either", {"same", "next", "either"}), m.text("step"),
                               m.text("refused", ""), m.text("wrong", ""), m.where(), m.texts("acts")});
    }
    for (const ConfigTable& fault : file.tables("fault")) {
      fault.text("what"), fault.text("right");
      out.faults_.insert(fault.text("id"));
    }
    file.finish();
    out.used_.resize(out.meetings_.size());
    return out;
  }

  const std::vector<Signal>& signals() const { return signals_; }
  const std::vector<std::string>& order() const { return order_; }
  const std::set<std::string>& faults() const { return faults_; }
  const std::vector<std::string>& scene(const std::string& name) const { return scenes_.at(name); }

  /// The first row that names the meeting, else the signal that stands higher in the order.
  Expected of(const Signal& first, const Signal& second, bool next_day) {
    for (std::size_t i = 0; i < meetings_.size(); ++i) {
      const Meeting& m = meetings_[i];
      const bool on_these = m.days == "either" || (m.days == "next") == next_day;
      if (!on_these || !among(m.first, first.id) || !among(m.second, second.id)) continue;
      used_[i] = true;
      return {m.step, m.refused, m.wrong, m.where, m.acts.empty() ? nullptr : &m.acts};
    }
    const auto place = [&](const Signal& s) { return std::find(order_.begin(), order_.end(), s.id); };
    const Signal& wins = place(first) < place(second) ? first : second;
    return {wins.step, "", "", "the order, in which " + wins.id + " stands higher", nullptr};
  }

  std::vector<std::string> unused() const {
    std::vector<std::string> out;
    for (std::size_t i = 0; i < meetings_.size(); ++i)
      if (!used_[i]) out.push_back(meetings_[i].where);
    return out;
  }

  /// Nothing where the obstacle is only a matter of time: then the step is the letter that follows.
  std::optional<std::string> word_of(const std::string& code) const {
    const auto found = words_.find(code);
    return found == words_.end() ? std::nullopt : std::optional(found->second);
  }

 private:
  std::vector<std::string> order_;
  std::map<std::string, std::vector<std::string>> scenes_;
  std::map<std::string, std::string> words_;
  std::vector<Signal> signals_;
  std::vector<Meeting> meetings_;
  std::vector<bool> used_;
  std::set<std::string> faults_;
};

// Both signals come within the time that the last letter gave, on a Tuesday and a Wednesday without a holiday near.
const Date first_day = make_date(2026, 11, 10);
const Date opening = make_date(2026, 11, 2);
constexpr int days_after = 10, days_looked_ahead = 25;

Date working_days_from(Date day, int n) {
  const int step = n < 0 ? -1 : 1;
  while (n != 0) {
    day += Days(step);
    if (std::chrono::weekday(day).iso_encoding() <= 5) n -= step;
  }
  return day;
}

/// "{-2}" is two working days before the signal.
std::string dated(std::string line, Date signal) {
  for (std::size_t at; (at = line.find('{')) != line.npos;) {
    const std::size_t end = line.find('}', at);
    const int days = std::stoi(line.substr(at + 1, end - at - 1));
    line.replace(at, end - at + 1, iso(working_days_from(signal, days)));
  }
  return line;
}

bool asks_for_money(const std::string& kind) { return kind != "thanks" && kind != "dispute-acknowledgement"; }

/// A case that is played day by day, and what holds of it whatever meets.
class Play {
 public:
  Play(const MeetingTable& table, const std::string& scene) : table_(table) {
    for (const std::string& line : table.scene(scene)) stage_.tell(line);
  }

  void before(const std::vector<std::string>& lines, Date signal) {
    for (const std::string& line : lines) {
      const std::string told = dated(line, signal);
      setup_[parse_date(told.substr(0, told.find(' '))).value()].push_back(told);
    }
  }

  /// What came before, and the run of every working day up to the day before.
  void until(Date day) {
    for (; day_ < day; day_ = working_days_from(day_, 1)) {
      set_up();
      run();
    }
    set_up();
  }

  void act(const std::vector<std::string>& lines) {
    for (const std::string& line : lines) {
      try {
        stage_.tell(dated(line, day_));
      } catch (const Error& e) {
        if (e.kind() != ErrorKind::usage) throw;
        refused_ = e.problem().message;
      }
    }
  }

  void run() {
    stage_.tell(iso(day_) + " run");
    check();
  }

  /// The step after the day's last run; where time alone is in the way, the letter that follows, however late. `known`:
  /// letters that were there before.
  std::string step(std::size_t known, const std::optional<LetterRow>& undisturbed) {
    const auto at_once = demand_after(known);
    const Examined now = stage_.examine_now();
    const auto rests = now.blockers.empty() ? std::nullopt : table_.word_of(now.blockers.front().code);
    const std::size_t so_far = letters().size();
    for (int i = 0; i < days_after; ++i) play_next_day();
    if (at_once) return named(*at_once, "");
    if (rests) return *rests;
    for (int i = days_after; i < days_looked_ahead && !demand_after(so_far); ++i) play_next_day();
    const auto later = demand_after(so_far);
    if (!later) return "person";
    if (standing_of(stage_.events()).deferred_until == later->day) return named(*later, "-after-absence");
    const bool put_off = undisturbed && undisturbed->kind == later->kind && later->day > undisturbed->day;
    return named(*later, put_off ? "-later" : "");
  }

  std::vector<LetterRow> letters() const { return stage_.letters(); }
  Date day() const { return day_; }
  void next_day() { day_ = working_days_from(day_, 1); }
  void play_next_day() {
    next_day();
    run();
  }
  const std::string& refused() const { return refused_; }
  const std::vector<std::string>& wrong() const { return wrong_; }
  std::optional<LetterRow> demand_after(std::size_t known) const {
    const auto all = by_serial();
    for (std::size_t i = known; i < all.size(); ++i)
      if (!is_confirmation(all[i].kind)) return all[i];
    return std::nullopt;
  }

 private:
  void set_up() {
    for (const std::string& line : std::exchange(setup_[day_], {})) stage_.tell(line);
  }

  std::vector<LetterRow> by_serial() const {
    std::vector<LetterRow> all = letters();
    std::stable_sort(all.begin(), all.end(), [](const LetterRow& a, const LetterRow& b) { return a.day < b.day; });
    return all;
  }

  static std::string named(const LetterRow& letter, const std::string& when) {
    return letter.kind + (letter.channel == "email" ? when : "-by-" + letter.channel);
  }

  void check() {
    check_letters();
    check_ways();
  }

  /// None over 0.00; and what did not leave is not written again under another number.
  void check_letters() {
    std::map<std::pair<std::string, std::string>, std::string> waiting;  // number by kind and occasion
    for (const LetterRow& l : by_serial()) {
      if (asks_for_money(l.kind) && l.amount <= 0) note(fmt::format("{} {} is over 0.00", l.kind, l.number));
      std::string& before = waiting[{l.kind, l.occasion}];
      if (!before.empty() && before != l.number)
        note(fmt::format("{} for {} had number {} and has {}", l.kind, l.occasion, before, l.number));
      const bool left =
          l.state == LetterState::accepted || l.state == LetterState::bounced || l.state == LetterState::rejected;
      before = left ? "" : l.number;
    }
  }

  /// None by a way that is known to be closed.
  void check_ways() {
    std::map<std::string, LetterRow> rows;
    for (LetterRow& l : stage_.letters()) rows[l.id] = std::move(l);
    std::set<std::string> closed;
    for (const Event& e : stage_.events()) {
      const auto row = rows.find(e.letter_id);
      if (row == rows.end()) continue;
      const auto& [id, l] = *row;
      if (e.kind == EventKind::complained) closed.insert(l.channel);
      if (e.kind == EventKind::bounced) closed.insert(l.recipient + " " + l.channel);
      if (e.kind == EventKind::accepted &&
          (closed.contains(l.channel) || closed.contains(l.recipient + " " + l.channel)))
        note(fmt::format("{} leaves by {}, which is closed", l.kind, l.channel));
    }
  }

  void note(const std::string& what) {
    const bool known =
        std::any_of(wrong_.begin(), wrong_.end(), [&](const std::string& w) { return w.ends_with(what); });
    if (!known) wrong_.push_back(iso(day_) + ": " + what);
  }

  const MeetingTable& table_;
  Stage stage_;
  Date day_ = working_days_from(opening, 1);
  std::map<Date, std::vector<std::string>> setup_;
  std::string refused_;
  std::vector<std::string> wrong_;
};

/// The scene that has what both need.
std::string scene_of(const Signal& a, const Signal& b) { return a.scene == "reminder" ? b.scene : a.scene; }

/// The next demand where nothing happens.
std::optional<LetterRow> undisturbed(const MeetingTable& table, const std::string& scene) {
  Play play(table, scene);
  play.until(first_day);
  const std::size_t known = play.letters().size();
  play.run();
  for (int i = 0; i < days_after && !play.demand_after(known); ++i) play.play_next_day();
  return play.demand_after(known);
}

struct Played {
  std::string step, refused;
  std::vector<std::string> wrong;
};

Played play_meeting(const MeetingTable& table, const Signal& first, const Signal* second, bool next_day,
                    const std::vector<std::string>* acts) {
  const std::string scene = second ? scene_of(first, *second) : first.scene;
  Play play(table, scene);
  const Date second_day = next_day ? working_days_from(first_day, 1) : first_day;
  play.before(first.before, first_day);
  if (second && !among(second->given_by, first.id)) play.before(second->before, second_day);
  play.until(first_day);
  std::size_t known = play.letters().size();
  play.act(first.acts);
  if (second) {
    if (next_day) {
      play.run();
      play.next_day();
      play.until(second_day);
    }
    known = play.letters().size();
    play.act(acts ? *acts : second->acts);
  }
  play.run();
  static std::map<std::string, std::optional<LetterRow>> without;
  if (!without.contains(scene)) without[scene] = undisturbed(table, scene);
  Played out;
  out.step = play.step(known, without[scene]);
  out.refused = play.refused(), out.wrong = play.wrong();
  return out;
}

/// A fault that the table names is there, or its row is to go.
void check_wrong(const std::string& meeting, const std::vector<std::string>& found, const Expected& expected) {
  const auto named = [&](const std::string& wrong) {
    return !expected.wrong.empty() && wrong.find(expected.wrong) != std::string::npos;
  };
  for (const std::string& wrong : found)
    if (!named(wrong)) FAIL_CHECK(fmt::format("{}: {}", meeting, wrong));
  if (!expected.wrong.empty() && std::none_of(found.begin(), found.end(), named))
    FAIL_CHECK(fmt::format("{}: \"{}\" by {} is mended", meeting, expected.wrong, expected.by));
}

void check_meeting(MeetingTable& table, const Signal& first, const Signal& second, bool next_day) {
  const Expected expected = table.of(first, second, next_day);
  const std::string meeting =
      fmt::format("{}, then {} {}", first.id, second.id, next_day ? "on the next day" : "on the same day");
  Played played;
  try {
    played = play_meeting(table, first, &second, next_day, expected.acts);
  } catch (const std::exception& e) {
    FAIL_CHECK(fmt::format("{}: {}", meeting, e.what()));
    return;
  }
  if (played.step != expected.step)
    FAIL_CHECK(fmt::format("{}: the next step is {}; {} by {}", meeting, played.step, expected.step, expected.by));
  const bool as_said =
      expected.refused.empty() ? played.refused.empty() : played.refused.find(expected.refused) != std::string::npos;
  if (!as_said)
    FAIL_CHECK(
        fmt::format("{}: the desk says \"{}\"; \"{}\" by {}", meeting, played.refused, expected.refused, expected.by));
  check_wrong(meeting, played.wrong, expected);
}

MeetingTable shipped() { return MeetingTable::load(std::string(DUNMAIL_SOURCE_DIR) + "/config/meetings.toml"); }

}  // namespace

TEST_CASE("signals that meet: each alone leads to the step that the table says") {
  const MeetingTable table = shipped();
  for (const Signal& signal : table.signals()) {
    const Played played = play_meeting(table, signal, nullptr, false, nullptr);
    INFO(signal.id);
    CHECK(played.step == signal.step);
    CHECK(played.refused == "");
    for (const std::string& wrong : played.wrong) FAIL_CHECK(signal.id << ": " << wrong);
  }
}

TEST_CASE("signals that meet: every ordered pair, on one day and on two") {
  MeetingTable table = shipped();
  CHECK(table.signals().size() == 17);
  CHECK(std::set<std::string>(table.order().begin(), table.order().end()).size() == table.signals().size());
  for (const Signal& first : table.signals()) {
    CHECK(among(table.order(), first.id));
    for (const Signal& second : table.signals())
      for (const bool next_day : {false, true}) check_meeting(table, first, second, next_day);
  }
  for (const std::string& row : table.unused()) FAIL_CHECK(row << ": no meeting comes to this row");
}

TEST_CASE("signals that meet: a letter that is held keeps its number until the cause is mended") {
  const MeetingTable table = shipped();
  Play play(table, "held");
  for (int i = 0; i < days_after; ++i) play.play_next_day();
  INFO(fmt::format("{}", fmt::join(play.wrong(), "\n")));
  const auto letters = play.letters();
  CHECK(std::any_of(letters.begin(), letters.end(), [](const LetterRow& l) { return l.state == LetterState::held; }));
  CHECK(play.wrong().empty() == !table.faults().contains("held-number"));  // mended: the fault is to go
}
