// dunmail.toml: who we are, where things lie, how letters leave. Every key stands in one table (setting_rules) that
// also prints the documentation; a key outside it is an error with a suggestion.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/config_table.h"
#include "base/local_time.h"
#include "dispatch/courier.h"
#include "ledger/allocation.h"
#include "ledger/match.h"
#include "letters/facts.h"
#include "policy/regime.h"
#include "settings/prices.h"

namespace dunmail {

struct DeliverySettings {
  RouteOptions route;  ///< of e-mail, and of fax through a gateway
  std::string password_file, password_env;
  std::string key_file;       ///< signs tokens; made on first use
  std::string fax_gateway;    ///< profile in fax-gateways.toml
  int connections = 4;        ///< at once
  std::string domain_groups;  ///< file of limits by recipient domain; empty: none
  std::optional<std::string>
      mx_servers;  ///< name servers asked for a domain's mail hosts; empty: the system's; none: never
  std::int64_t per_hour = 0, per_day = 0;  ///< letters handed over by mail and fax at most; 0: any number
  int poll_seconds = 5;                    ///< of send --watch
  SendWindow window;                       ///< hours of the debtor's day
  bool working_days = false;               ///< nothing leaves on a weekend or holiday of the debtor's calendar
  std::string post = "batch";  ///< batch: `dunmail print` makes stacks of them; folder: send lays single files
  std::string print_folder;    ///< where `send` lays letters for the post, one by one
  std::vector<std::string> registered{"credit-warning", "lawyers-letter"};  ///< tiers whose post is registered
  std::vector<std::string> print_command;  ///< for a printed batch, with {file} and {name}; empty: none
};

/// Where answers and reports come in.
struct MailboxSettings {
  std::string address;  ///< imaps://HOST[:PORT], imap://HOST[:PORT], maildir:FOLDER; empty: none
  std::string user, password_file, password_env;
  std::string auth = "auto";  ///< auto, plain, login, xoauth2
  std::string tls = "auto";   ///< of imap://: auto (STARTTLS unless on loopback), required, never
  std::string ca_file;
  std::string folder = "INBOX", processed = "Processed";
  std::uint64_t max_bytes = 0;  ///< of a message; what is beyond is neither read nor kept
  int poll_seconds = 60;        ///< between two looks where nothing wakes us
  int timeout_seconds = 60;
};

/// The page where a debtor answers a letter (dunmail serve).
struct ResponseSettings {
  std::string base_url;  ///< as debtors reach it, without a slash at its end; empty: letters carry no link
  std::string listen = "127.0.0.1:8642";
  int valid_days = 180;   ///< of a letter's link
  int promise_days = 60;  ///< the latest day that the page takes a promise for
  std::uint64_t upload_bytes = 5'000'000;
  int threads = 4;
};

/// Who may approve what. Without any [people] in dunmail.toml everybody may, by name; the second pair of eyes on a
/// lawyer's letter is asked for in any case.
struct Person {
  bool credit = false, legal = false;
  std::vector<std::string> tiers;             ///< kinds of letters; empty: all that the role may
  std::map<std::string, std::int64_t> up_to;  ///< largest amount of one letter by currency, minor units; absent: any
};

/// Which law the charges on a creditor's claims follow. It is the law of the contracts, which no ledger tells; the
/// country of the debtor is what most creditors go by.
struct ChargeSettings {
  std::map<std::string, std::string> regimes;  ///< of config/regimes.toml, by "DE.individual", then "DE", then "other"
  std::optional<int> uplift;                   ///< percent, where a regime leaves a range
  std::optional<DayCount> day_count;
  /// Empty: no interest and no lump sum.
  std::string regime_for(const Debtor& debtor) const;
};

/// From whom mail comes, as its headers and its envelope say it.
struct MailSender {
  std::string from, from_name, reply_to;
  std::string message_id_domain;  ///< the part behind the @ of every Message-ID; default: the domain of `from`
  std::string bounce_address;     ///< envelope sender with {token}; default: `from` itself
};

/// Who speaks for a creditor: on paper, in mail, and at law. A record is taken whole or not at all: one company's law
/// firm with another's licence would be nobody's.
struct SenderSettings {
  MailSender mail;
  std::map<std::string, SignatoryFacts> signatories;  ///< by locale, "" is the base; without any: none
  /// By the debtor's country ("" is any), then by locale: a lawyer is admitted in one country.
  std::map<std::string, std::map<std::string, LawFirmFacts>> law_firms;
};

struct Settings {
  std::string file, folder;  ///< of dunmail.toml; relative paths in it start at its folder
  std::string database;      ///< a file of SQLite's, or "postgresql://..."
  std::string reasons, calendars, templates, fonts, fax_gateways, rates, regimes;
  static bool is_on_server(const std::string& database) {
    return database.starts_with("postgresql://") || database.starts_with("postgres://");
  }
  bool on_server() const { return is_on_server(database); }
  /// Where what belongs to a database and is no part of it lies on this machine ("dunmail.db.mark"): beside its file,
  /// or beside the settings where it is a server's.
  std::string beside(const std::string& of, const std::string& ending) const {
    return (is_on_server(of) ? folder + "/dunmail.postgresql" : of) + ending;
  }
  std::string beside_database(const std::string& ending) const { return beside(database, ending); }
  std::string data;  ///< the user's own folder of calendars and rates, read over the shipped ones
  std::string own_calendars() const { return data + "/calendars"; }
  std::string own_rates() const { return data + "/rates"; }
  std::vector<std::string> policies;  ///< files
  std::string stationery, default_locale;
  std::string default_creditor;                        ///< whose the tables at the top are; empty: nobody's
  std::map<std::string, std::string> number_patterns;  ///< 函号 by locale, with {year} and {serial}
  int ledger_max_age_days = 3;
  int max_vanish_percent = 10;                       ///< of what a complete list may make go at once
  std::map<std::string, AllocationRule> allocation;  ///< by creditor
  std::map<std::string, Person> people;
  DeliverySettings delivery;
  MailboxSettings mailbox;
  ResponseSettings response;
  MatchRules payments;          ///< what may be missing from a payment that is taken as full
  int payment_hold_days = 7;    ///< that a payment which may be the debtor's holds letters
  int paid_hold_days = 10;      ///< that letters wait for a payment which the debtor says it made
  int document_hold_days = 14;  ///< that letters wait for a document which the debtor asked for
  LetterPrices prices;          ///< what a letter costs, for dunmail report

  bool has_creditor(const std::string& id) const;
  std::vector<std::string> creditor_ids() const;
  /// As it stands on letters in a language and currency: [creditor.ID], overlaid by [creditor.ID.in.LOCALE]. The bank
  /// is that of in.LOCALE.bank_in.CURRENCY, else of bank_in.CURRENCY, else of in.LOCALE, else of the base. Throws
  /// Error(config) for a creditor that the file does not have.
  CreditorFacts creditor(const std::string& id, const std::string& locale, Currency currency) const;
  const ChargeSettings& charges(const std::string& creditor) const;

  // The creditor's own, else, for the default creditor only, what stands at the top of the file: with several creditors
  // nobody signs for another's claims.
  SignatoryFacts signatory(const std::string& creditor, const std::string& locale) const;
  std::optional<LawFirmFacts> law_firm(const std::string& creditor, const std::string& country,
                                       const std::string& locale) const;
  MailSender mail_sender(const std::string& creditor) const;
  /// What the creditor must have before a letter of it is written, and where to write it; nothing when it has all.
  std::optional<std::string> creditor_lacks(const std::string& id) const;
  /// Every one at which reports on our letters may come in.
  std::vector<std::string> bounce_addresses() const;

  /// Throws Error(config) with file, line and column.
  static Settings load(const std::string& path);

  std::map<std::string, std::map<std::string, CreditorFacts>> creditors;  ///< id -> locale ("" is the base)
  std::map<std::string, std::map<std::string, std::map<std::string, BankAccount>>>
      banks;                                       ///< id -> locale ("" is any) -> currency
  std::map<std::string, ChargeSettings> charging;  ///< by creditor
  std::map<std::string, std::string> time_zones;   ///< by creditor; absent: its country's
  /// The creditor whose clock the business day follows: `main`, or the first by name.
  std::string main_creditor() const;
  SenderSettings top;                                                       ///< of the tables at the top
  std::map<std::string, SenderSettings> senders;                            ///< by creditor: its own
  std::map<std::string, std::map<std::string, std::string>> stationery_of;  ///< by creditor, then locale ("" is any)
};

/// The tables [payments], [replies] and [report] (settings_payments.cc).
void read_payment_settings(const ConfigTable& all, Settings& settings);

struct SettingRule {
  const char* key;        ///< "delivery.route"; * stands for a name of the user's
  const char* otherwise;  ///< when it is left out; "needed" where it may not be
  const char* meaning;
};
const std::vector<SettingRule>& setting_rules();

/// A policy file, or every *.toml of a folder in the order of their names. Throws Error(config) where there is none.
std::vector<std::string> policy_files(const std::string& file_or_folder);

/// Where the product's own files lie (config/, letter-templates/, fonts/): $DUNMAIL_SHARE, or beside the program's
/// build folder, or /usr/share/dunmail.
std::string share_folder();

}  // namespace dunmail
