#include "ledger/statement_camt.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <initializer_list>

#include "base/text.h"
#include "ledger/statement_totals.h"
#include "ledger/xml_tree.h"

namespace dunmail {
namespace {

/// Thrown within this file only: the first thing that makes the file unusable.
struct Unusable {
  Problem problem;
};

std::string_view first_text(const XmlElement& e, std::initializer_list<std::string_view> paths) {
  for (const std::string_view path : paths)
    if (const std::string_view text = e.text_at(path); !text.empty()) return text;
  return {};
}

/// References that banks write where there is none.
std::string reference_or_nothing(std::string_view text) {
  const std::string plain = lower_ascii(text);
  return plain == "notprovided" || plain == "notavailable" || plain == "nonref" ? std::string() : std::string(text);
}

std::string without_spaces(std::string_view text) {
  std::string out(text);
  std::erase_if(out, [](char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; });
  return out;
}

void add_line(std::string& text, std::string_view more) {
  if (more.empty() || text.find(more) != text.npos) return;
  if (!text.empty()) text += '\n';
  text += more;
}

class Camt {
 public:
  explicit Camt(const std::string& file) : file_(file) {}

  Result<Statements> read(std::string_view bytes) {
    XmlReading reading;
    reading.wanted = [](const std::vector<std::string>& parents, std::string_view) { return is_statement(parents); };
    reading.begins = [this](const std::vector<std::string>& parents, std::string_view name) {
      if (is_message(name)) message_ = true;
      if (!parents.empty() && is_message(parents.back()) && is_report(name)) start(name);
    };
    reading.ends = [this](const std::vector<std::string>& parents, std::string_view name) {
      if (!parents.empty() && is_message(parents.back()) && is_report(name)) finish();
    };
    reading.take = [this](const std::vector<std::string>&, XmlElement&& element) { return take(element); };
    if (auto problem = read_xml(bytes, file_, reading)) return *problem;
    if (!message_)
      return Problem{file_, "this XML is no camt.052, camt.053 or camt.054",
                     "payments come as a bank's statement to its customer"};
    return std::move(statements_);
  }

 private:
  /// Version 1 writes itself into the name: "BkToCstmrAcctRptV01".
  static bool is_message(std::string_view name) {
    if (name.ends_with("V01")) name.remove_suffix(3);
    return name == "BkToCstmrStmt" || name == "BkToCstmrAcctRpt" || name == "BkToCstmrDbtCdtNtfctn";
  }
  static bool is_report(std::string_view name) { return name == "Stmt" || name == "Rpt" || name == "Ntfctn"; }
  static bool is_statement(const std::vector<std::string>& parents) {
    return parents.size() >= 2 && is_report(parents.back()) && is_message(parents[parents.size() - 2]);
  }

  void start(std::string_view report) {
    statements_.emplace_back();
    now().format = report == "Stmt" ? "camt.053" : report == "Rpt" ? "camt.052" : "camt.054";
    created_.reset();
    prior_closing_ = false;
    has_interim_ = false;
    summary_.reset();
    totals_ = {};
  }
  Statement& now() { return statements_.back(); }

  [[noreturn]] void unusable(const XmlElement& at, std::string message,
                             std::string hint = "nothing of this file was taken") const {
    throw Unusable{{fmt::format("{}:{}", file_, at.line), at.name + ": " + std::move(message), std::move(hint)}};
  }

  std::optional<Problem> take(const XmlElement& e) {
    try {
      if (e.name == "Id") now().id = e.text;
      if (e.name == "CreDtTm") created_ = parse_date(e.text.substr(0, std::min<std::size_t>(10, e.text.size())));
      if (e.name == "Acct") account(e);
      if (e.name == "Bal") balance(e);
      if (e.name == "StmtPgntn" || e.name == "RptPgntn" || e.name == "NtfctnPgntn")
        now().partial |= e.text_at("PgNb") != "1" || e.text_at("LastPgInd") == "false";
      if (e.name == "TxsSummry") summary_ = e;
      if (e.name == "Ntry") entry(e);
    } catch (const Unusable& u) {
      return u.problem;
    }
    return std::nullopt;
  }

  void account(const XmlElement& e) {
    now().account = plain_account(first_text(e, {"Id/IBAN", "Id/Othr/Id", "Id/BBAN", "Id/PrtryAcct/Id"}));
    if (const std::string_view code = e.text_at("Ccy"); !code.empty()) now().currency = currency(*e.find("Ccy"), code);
  }

  Currency currency(const XmlElement& at, std::string_view code) const {
    if (const auto found = Currency::find(code)) return *found;
    unusable(at, "\"" + printable(code) + "\" is not a currency of ISO 4217");
  }

  Money amount(const XmlElement& e) const {
    if (e.currency.empty()) unusable(e, "the amount has no currency (attribute Ccy)");
    const Currency c = currency(e, e.currency);
    const auto minor = exact_minor(e.text, c, '.');
    if (!minor) unusable(e, minor.problem().message);
    if (*minor < 0)
      unusable(e, "the amount " + printable(e.text) + " is below zero", "the direction stands in CdtDbtInd");
    return {*minor, c};
  }

  bool is_credit(const XmlElement& e) const {
    const std::string_view word = e.text_at("CdtDbtInd");
    if (word != "CRDT" && word != "DBIT")
      unusable(e, word.empty() ? "has no CdtDbtInd" : "CdtDbtInd is \"" + printable(word) + "\"",
               "it must say CRDT or DBIT");
    return word == "CRDT";
  }

  /// Dt or DtTm: the bank's own day, whatever its zone.
  std::optional<Date> day(const XmlElement* at) const {
    if (!at) return std::nullopt;
    const std::string_view text = first_text(*at, {"Dt", "DtTm"});
    if (text.empty()) return std::nullopt;
    if (const auto found = parse_date(text.substr(0, std::min<std::size_t>(10, text.size())))) return found;
    unusable(*at, "\"" + printable(text) + "\" is not a date");
  }

  void balance(const XmlElement& e) {
    const std::string_view kind = first_text(e, {"Tp/CdOrPrtry/Cd", "Tp/Cd"});
    const XmlElement* sum = e.find("Amt");
    if (!sum || (kind != "OPBD" && kind != "PRCD" && kind != "CLBD" && kind != "ITBD")) return;
    Balance b{amount(*sum), {}};
    if (!is_credit(e)) b.amount.minor = -b.amount.minor;
    if (const auto on = day(e.find("Dt"))) b.day = *on;
    if (kind == "ITBD") has_interim_ = true;
    if (kind == "CLBD") keep(now().closing, b, e);
    // The balance brought forward stands for the opening one where a bank gives only that.
    if (kind == "OPBD" && prior_closing_) {
      now().opening.reset();
      prior_closing_ = false;
    }
    if (kind == "OPBD") keep(now().opening, b, e);
    if (kind == "PRCD" && !now().opening) {
      now().opening = b;
      prior_closing_ = true;
    }
  }

  void keep(std::optional<Balance>& where, const Balance& b, const XmlElement& e) {
    if (where) return remark(e, "a second balance of one kind is left alone");
    where = b;
  }

  void remark(const XmlElement& e, std::string message, std::string hint = {}) {
    now().remarks.push_back({fmt::format("{}:{}", file_, e.line), e.name + ": " + std::move(message), std::move(hint)});
  }

  void entry(const XmlElement& e) {
    const XmlElement* sum = e.find("Amt");
    if (!sum) unusable(e, "has no amount");
    BankEntry base;
    base.line = e.line;
    base.amount = amount(*sum);
    const bool credit = is_credit(e);
    if (!credit) base.amount.minor = -base.amount.minor;
    const std::string_view reversal = e.text_at("RvslInd");
    base.reversal = reversal == "true" || reversal == "1";
    const std::string status = lower_ascii(first_text(e, {"Sts/Cd", "Sts/Prtry", "Sts"}));
    base.pending = status == "pdng" || status == "info" || status == "futr";
    base.failed = status == "rjct" || status == "canc";
    totals_.add(base);
    const auto booked = day(e.find("BookgDt")), value = day(e.find("ValDt"));
    if (booked || value || created_) {
      base.booked = booked ? *booked : value ? *value : *created_;
      base.value = value ? *value : base.booked;
    } else {
      unusable(e, "has neither booking nor value day");
    }
    base.bank_reference = reference_or_nothing(e.text_at("AcctSvcrRef"));

    std::vector<const XmlElement*> parts;
    std::string_view announced = e.text_at("Btch/NbOfTxs");
    // Version 1 has neither NtryDtls nor anything else around its transactions.
    for (const XmlElement& part : e.children)
      if (part.name == "TxDtls") parts.push_back(&part);
    for (const XmlElement& details : e.children) {
      if (details.name != "NtryDtls") continue;
      if (const std::string_view n = details.text_at("Btch/NbOfTxs"); !n.empty()) announced = n;
      for (const XmlElement& part : details.children)
        if (part.name == "TxDtls") parts.push_back(&part);
    }
    if (parts.size() > 1 && split(e, base, parts)) return;
    for (const XmlElement* part : parts) details(base, *part, parts.size() == 1);
    base.collective = parts.size() > 1 || (parts.empty() && !announced.empty() && announced != "1");
    add_line(base.text, e.text_at("AddtlNtryInf"));
    now().entries.push_back(std::move(base));
  }

  /// A transaction's own sum in the entry's currency; nothing when the file does not tell it.
  std::optional<std::int64_t> sum_of(const XmlElement& part, const BankEntry& whole) const {
    for (const std::string_view path : {"Amt", "AmtDtls/TxAmt/Amt", "AmtDtls/CntrValAmt/Amt", "AmtDtls/InstdAmt/Amt"}) {
      const XmlElement* found = part.find(path);
      if (!found || found->currency != whole.amount.currency.code()) continue;
      const std::int64_t minor = amount(*found).minor;
      const bool credit = part.find("CdtDbtInd") ? is_credit(part) : whole.amount.minor >= 0;
      return credit ? minor : -minor;
    }
    return std::nullopt;
  }

  /// One entry for each transaction, if their sums are told and make up the entry's.
  bool split(const XmlElement& e, const BankEntry& whole, const std::vector<const XmlElement*>& parts) {
    std::vector<BankEntry> out;
    std::int64_t total = 0;
    for (const XmlElement* part : parts) {
      const auto sum = sum_of(*part, whole);
      if (!sum) return false;
      BankEntry one = whole;
      one.line = part->line;
      one.amount.minor = *sum;
      total = checked_add(total, *sum);
      details(one, *part, true);
      one.batch = fmt::format("{} {}", whole.amount.minor, whole.bank_reference);
      out.push_back(std::move(one));
    }
    if (total != whole.amount.minor) {
      const int digits = whole.amount.currency.digits();
      remark(e,
             fmt::format("its {} transactions make {}, the entry says {}", parts.size(), grouped(total, digits),
                         grouped(whole.amount.minor, digits)),
             "it is kept as one sum; assign it by hand");
      return false;
    }
    std::move(out.begin(), out.end(), std::back_inserter(now().entries));
    return true;
  }

  void details(BankEntry& out, const XmlElement& part, bool alone) const {
    const XmlElement* refs = part.find("Refs");
    if (refs && alone) {
      out.end_to_end = reference_or_nothing(refs->text_at("EndToEndId"));
      if (const auto own = reference_or_nothing(refs->text_at("AcctSvcrRef")); !own.empty()) out.bank_reference = own;
      if (out.bank_reference.empty()) out.bank_reference = reference_or_nothing(refs->text_at("TxId"));
    }
    if (alone) instructed(out, part);
    // A returned payment: the bank gives a reason (RtrInf), whether it sets the indicator or not.
    if (part.find("RtrInf")) out.reversal = true;
    const XmlElement* parties = part.find("RltdPties");
    if (parties && alone) people(out, *parties);
    remittance(out, part);
    if (!alone) of_many(out, refs, parties);
    if (const XmlElement* reason = part.find("RtrInf"))
      add_line(out.text, first_text(*reason, {"AddtlInf", "Rsn/Cd", "Rsn/Prtry", "RtrRsn/Cd", "RtrRsn/Prtry"}));
    add_line(out.text, part.text_at("AddtlTxInf"));
  }

  /// One of several payments in a sum that cannot be divided: whose they may be is told by what stands with each.
  void of_many(BankEntry& out, const XmlElement* refs, const XmlElement* parties) const {
    add_line(out.text, out.reference);
    out.reference.clear();
    if (refs) add_line(out.text, reference_or_nothing(refs->text_at("EndToEndId")));
    if (!parties) return;
    BankEntry one = out;
    people(one, *parties);
    add_line(out.text, one.payer);
    add_line(out.text, one.on_behalf_of);
  }

  void instructed(BankEntry& out, const XmlElement& part) const {
    for (const std::string_view path : {"AmtDtls/InstdAmt/Amt", "AmtDtls/TxAmt/Amt", "Amt"}) {
      const XmlElement* found = part.find(path);
      if (!found) continue;
      const Money sent = amount(*found);
      if (sent.minor > 0 && !(sent.currency == out.amount.currency && sent.minor == std::abs(out.amount.minor)))
        out.instructed = sent;
      return;
    }
  }

  /// The other side: of a credit its debtor. A returned payment keeps the parties of the payment it takes back, so
  /// there it is the debtor as well.
  void people(BankEntry& out, const XmlElement& parties) const {
    const std::string side = (out.amount.minor >= 0) != out.reversal ? "Dbtr" : "Cdtr";
    out.payer =
        first_text(parties, {side + "/Nm", side + "/Pty/Nm", "Ultmt" + side + "/Nm", "Ultmt" + side + "/Pty/Nm"});
    out.on_behalf_of = first_text(parties, {"Ultmt" + side + "/Nm", "Ultmt" + side + "/Pty/Nm"});
    out.payer_account = plain_account(first_text(parties, {side + "Acct/Id/IBAN", side + "Acct/Id/Othr/Id"}));
  }

  void remittance(BankEntry& out, const XmlElement& part) const {
    for (const XmlElement& info : part.children) {
      if (info.name != "RmtInf") continue;
      for (const XmlElement& each : info.children) {
        if (each.name == "Ustrd") add_line(out.text, each.text);
        if (each.name != "Strd") continue;
        const std::string reference = without_spaces(first_text(each, {"CdtrRefInf/Ref", "CdtrRefInf/CdtrRef"}));
        if (out.reference.empty())
          out.reference = reference;
        else
          add_line(out.text, reference);
        for (const XmlElement& document : each.children) {
          if (document.name == "RfrdDocInf") add_line(out.text, first_text(document, {"Nb", "RfrdDocNb"}));
          if (document.name == "AddtlRmtInf") add_line(out.text, document.text);
        }
      }
    }
  }

  void finish() {
    Statement& s = now();
    if (s.currency == Currency()) {
      if (s.opening)
        s.currency = s.opening->amount.currency;
      else if (s.closing)
        s.currency = s.closing->amount.currency;
      else if (!s.entries.empty())
        s.currency = s.entries.front().amount.currency;
    }
    for (const BankEntry& e : s.entries)
      if (e.amount.currency != s.currency) {
        s.remarks.push_back(
            {fmt::format("{}:{}", file_, e.line),
             fmt::format("an entry in {} on an account in {}", e.amount.currency.code(), s.currency.code()),
             "it is matched in its own currency"});
        break;
      }
    if (summary_ && !s.partial) check_summary(*summary_);
    if (has_interim_) s.partial = true;
    complete(s, file_);
  }

  /// The bank's own count of what it tells (TxsSummry).
  void check_summary(const XmlElement& said) {
    TotalSaid sums{"TxsSummry", now().currency, {}, {}, {}};
    const auto sum = [&](std::string_view path) -> std::optional<std::int64_t> {
      const auto minor = exact_minor(said.text_at(path), now().currency, '.');
      return minor ? std::optional(*minor) : std::nullopt;
    };
    sums.in = sum("TtlCdtNtries/Sum");
    sums.out = sum("TtlDbtNtries/Sum");
    if (!sums.in && !sums.out) return;
    if (auto wrong = totals_.check(sums, fmt::format("{}:{}", file_, said.line)))
      now().remarks.push_back(std::move(*wrong));
  }

  const std::string& file_;
  Statements statements_;
  std::optional<Date> created_;
  std::optional<XmlElement> summary_;
  StatementTotals totals_;
  bool message_ = false, prior_closing_ = false, has_interim_ = false;
};

}  // namespace

Result<Statements> read_camt(std::string_view bytes, const std::string& file) {
  try {
    return Camt(file).read(bytes);
  } catch (const Error& e) {  // a sum beyond 64 bits
    return e.problem();
  }
}

}  // namespace dunmail
