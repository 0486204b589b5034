// A world whose ledger has overdue debtors, on a database file, so that a second process can be played on it.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/file.h"
#include "planning/plan.h"
#include "sending/send.h"
#include "support/temp_dir.h"

namespace dunmail {

/// A courier that remembers what it was handed and answers as it is told.
struct RecordingCourier : Courier {
  explicit RecordingCourier(std::vector<std::string>& where) : handed(where) {}
  Receipt hand_over(const Parcel& parcel) override {
    handed.push_back(parcel.letter_id);
    Receipt out = answer;
    out.route = name_;
    return out;
  }
  const std::string& name() const override { return name_; }
  std::vector<std::string>& handed;
  Receipt answer{Receipt::Outcome::accepted, 250, "2.0.0", "message", "Ok", "Q1", ""};

 private:
  std::string name_ = "smtp://recorded:25";
};

struct SendingRoom {
  TempDir dir;
  Date today = make_date(2026, 11, 23);
  Instant now = Instant(today) + std::chrono::hours(2);
  std::vector<std::string> handed;  ///< letters, in the order they left

  /// Debtors D1, D2, ... with a reminder due each; `domains` are those of their contacts.
  explicit SendingRoom(const std::vector<std::string>& domains) {
    write_file(dir / "dunmail.toml", read_file(std::string(DUNMAIL_SOURCE_DIR) + "/samples/dunmail.toml"));
    Store::create(dir / "dunmail.db");
    World w = world();
    const Currency cny = *Currency::find("CNY");
    for (std::size_t i = 0; i < domains.size(); ++i) {
      const std::string n = std::to_string(i + 1);
      Debtor d;
      d.id = "D" + n;
      d.name = "杭州第" + n + "贸易有限公司";
      d.kind = "small-business";
      d.locale = "zh-CN";
      d.address = {"文三路1号", "310012", "杭州市", "", "CN"};
      w.store.put(d);
      w.store.put(Contact{d.id, "王芳", "财务部经理", "payer", "女士", "wang@" + domains[i], "", "", ""});
      w.store.put(Invoice{"INV-" + n, "main", d.id, "", today - Days(60), today - Days(30), {1000'00, cny}, ""}, false);
    }
    w.store.log_import({iso(now), "payments", "payments.csv", iso(today), 0, 0, 0, 0});
  }

  /// Another connection to the same database, as another process has one.
  World world() {
    const std::string source = DUNMAIL_SOURCE_DIR;
    Settings settings = Settings::load(dir / "dunmail.toml");
    settings.policies = {source + "/config/policy.toml"};
    settings.calendars = source + "/config/calendars";
    settings.reasons = source + "/config/reasons.toml";
    settings.templates = source + "/letter-templates";
    settings.fonts = source + "/fonts/fonts.toml";
    settings.database = dir / "dunmail.db";
    settings.delivery.key_file = dir / "dunmail.key";
    return {settings,
            PolicyBook::load(settings.policies),
            Calendars::load(settings.calendars),
            Store::open(settings.database),
            "scheduler",
            [this] { return now; },
            nullptr};
  }

  Couriers couriers() {
    Couriers out;
    out.mail.push_back(std::make_unique<RecordingCourier>(handed));
    return out;
  }
  static RecordingCourier& first(Couriers& couriers) { return static_cast<RecordingCourier&>(*couriers.mail.front()); }
};

}  // namespace dunmail
