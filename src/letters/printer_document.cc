#include "letters/printer_document.h"

#include <fmt/format.h>

#include "letters/reference.h"

namespace dunmail {
namespace {

using Lines = std::vector<std::string>;

std::string replaced(std::string text, std::string_view what, std::string_view by) {
  for (std::size_t at = 0; (at = text.find(what, at)) != text.npos; at += by.size()) text.replace(at, what.size(), by);
  return text;
}

std::string joined(const Lines& parts, std::string_view between) {
  std::string out;
  for (const std::string& part : parts) {
    if (part.empty()) continue;
    if (!out.empty()) out += between;
    out += part;
  }
  return out;
}

void add(Lines& lines, std::string line) {
  if (!line.empty()) lines.push_back(std::move(line));
}

/// Whose letterhead it is: the creditor, or the law firm that issues a lawyer's letter.
struct Issuer {
  std::string name;
  const Address* address;
  std::string phone, fax, email, website;
};

class Assembly {
 public:
  Assembly(const Scene& scene, const FrontMatter& front)
      : s_(scene), f_(scene.facts), by_lawyer_(front.issued_by_lawyer) {
    static const LawFirmFacts none;
    firm_ = f_.law_firm ? &*f_.law_firm : &none;
    const CreditorFacts& c = f_.creditor;
    issuer_ = by_lawyer_ ? Issuer{firm_->firm.empty() ? s_.words.blank : firm_->firm,
                                  &firm_->address,
                                  firm_->phone,
                                  "",
                                  firm_->email,
                                  ""}
                         : Issuer{c.name, &c.address, c.phone, c.fax, c.email, c.website};
  }

  Furniture furniture(const FrontMatter& front, const std::string& title, bool window) const {
    Furniture out;
    const std::string address = joined(address_lines(*issuer_.address, f_.debtor.address.country, s_.locale),
                                       is_chinese(s_.locale) ? " " : ", ");
    out.letterhead = letterhead(address);
    out.return_address = window ? joined({issuer_.name, address}, " · ") : "";
    // The cover of a fax names its reader in its own lines and says nothing of a bank.
    const bool cover = s_.pages > 0;
    if (window)
      out.recipient = window_lines();
    else if (!cover)
      out.recipient = {s_.words.label("to") + f_.debtor.name};
    out.info = info();
    out.number = labelled("number", f_.number);
    const std::string date = format_date(f_.date, s_.locale, s_.dates());
    out.place_and_date = replaced(replaced(s_.words.place_and_date, "{place}", issuer_.address->city), "{date}", date);
    out.title = title;
    out.footer = footer(!cover);
    out.continuation = replaced(replaced(replaced(s_.words.continuation, "{number}", f_.number), "{date}", date),
                                "{name}", issuer_.name);
    out.page_label = s_.words.page_label;
    if (s_.draft) out.watermark = s_.words.watermark;
    out.logo = by_lawyer_ ? "" : f_.creditor.logo;
    // A draft carries no seal and no signature: it must not pass for the letter.
    if (!s_.draft) {
      out.seal = by_lawyer_ ? firm_->seal : f_.creditor.seal;
      out.signature = by_lawyer_ ? firm_->signature : f_.signatory.signature;
    }
    // Only a demand asks for its whole total at once; a code of another sum than the letter's would be paid.
    if (front.demand) add_payment_code(out);
    if (!f_.response_url.empty()) {
      out.response_qr = f_.response_url;
      out.response_qr_label = s_.words.response_qr;
    }
    return out;
  }

  const std::string& author() const { return issuer_.name; }

 private:
  std::string labelled(std::string_view key, const std::string& value) const {
    if (value.empty()) return {};
    return s_.words.label(key) + (is_chinese(s_.locale) ? "：" : " ") + value;
  }

  Lines letterhead(const std::string& address) const {
    Lines out{issuer_.name};
    add(out, address);
    add(out, joined({labelled("phone", issuer_.phone), labelled("fax", issuer_.fax), issuer_.email, issuer_.website},
                    is_chinese(s_.locale) ? "　" : " · "));
    return out;
  }

  /// The window of a US #10 envelope shows five lines, DIN 5008's six: lines are joined rather than lost.
  Lines window_lines() const {
    constexpr std::size_t most = 5;
    const Contact& a = f_.addressee;
    std::string person = a.honorific;
    // "Herrn" in the address, "Herr" in the salutation.
    if (s_.locale == Locale::de && person.starts_with("Herr") && !person.starts_with("Herrn")) person.insert(4, "n");
    person = joined({person, a.name}, " ");
    Lines to = is_chinese(s_.locale) ? Lines{joined({a.position, a.name}, " ")} : Lines{person};
    if (a.name == f_.debtor.name) to.clear();
    if (!is_chinese(s_.locale)) add(to, a.position);

    Address address = f_.debtor.address;
    const auto postal = [&] { return address_lines(address, f_.creditor.address.country, s_.locale); };
    if (1 + to.size() + postal().size() > most) to = {joined(to, ", ")};
    if (1 + to.size() + postal().size() > most) address.street = replaced(address.street, "\n", ", ");

    Lines out{f_.debtor.name};
    for (std::string& line : to) add(out, std::move(line));
    for (std::string& line : postal()) add(out, std::move(line));
    return out;
  }

  std::vector<std::pair<std::string, std::string>> info() const {
    std::vector<std::pair<std::string, std::string>> out;
    const auto row = [&](std::string_view key, const std::string& value) {
      if (!value.empty()) out.emplace_back(s_.words.label(key), value);
    };
    row("number", f_.number);
    row("account", f_.debtor.id);
    row("contact", by_lawyer_ ? firm_->lawyer : f_.signatory.name);
    row("phone", by_lawyer_ ? firm_->phone : f_.signatory.phone);
    row("email", by_lawyer_ ? firm_->email : f_.signatory.email);
    row("date", format_date(f_.date, s_.locale, s_.dates()));
    return out;
  }

  /// What the law wants on a business letter (35a GmbHG, 80 AktG), and the bank.
  std::vector<Lines> footer(bool with_bank) const {
    std::vector<Lines> out;
    const auto column = [&](Lines lines) {
      if (!lines.empty()) out.push_back(std::move(lines));
    };
    if (by_lawyer_) {
      Lines lines;
      add(lines, firm_->registration.empty() ? "" : labelled("licence", firm_->registration));
      column(std::move(lines));
      return out;
    }
    column(f_.creditor.registration);
    if (!with_bank) return out;
    const BankAccount& bank = f_.creditor.bank;
    Lines lines;
    add(lines, bank.bank);
    add(lines, bank.iban.empty() ? bank.account : "IBAN " + format_iban(bank.iban));
    add(lines, bank.bic.empty() ? "" : "BIC " + bank.bic);
    column(std::move(lines));
    return out;
  }

  void add_payment_code(Furniture& out) const {
    const BankAccount& bank = f_.creditor.bank;
    if (f_.currency.code() != "EUR" || bank.iban.empty() || f_.total <= 0) return;
    EpcPayment payment{
        bank.holder.empty() ? f_.creditor.name : bank.holder, bank.iban, bank.bic, f_.total, f_.rf_reference, ""};
    if (payment.rf.empty()) payment.text = f_.number;
    // A name too long for the code loses the code, not the letter: the account stands in the text as well.
    if (auto payload = epc_payload(payment)) {
      out.payment_qr = std::move(*payload);
      out.payment_qr_label = s_.words.payment_qr;
    }
  }

  const Scene& s_;
  const LetterFacts& f_;
  bool by_lawyer_;
  const LawFirmFacts* firm_;
  Issuer issuer_;
};

}  // namespace

std::optional<Problem> missing_facts(const LetterFacts& facts, const FrontMatter& front) {
  const auto problem = [&](std::string message, std::string hint) {
    return Problem{fmt::format("letter {}", facts.number), std::move(message), std::move(hint)};
  };
  if (facts.number.empty()) return problem("has no document number", "");
  if (facts.debtor.name.empty())
    return problem("the debtor has no name", "import the debtor with its full registered name");
  if (facts.addressee.name.empty())
    return problem("no person to address", fmt::format("add a contact with a name for debtor {}", facts.debtor.id));
  if (facts.addressee.position.empty() && facts.debtor.kind != "individual")
    return problem(fmt::format("{} has no position", facts.addressee.name),
                   "a letter goes to a person in a position: complete the contact");
  if (!front.issued_by_lawyer) {
    const SignatoryFacts& by = facts.signatory;
    const std::pair<const std::string*, const char*> needed[] = {
        {&by.name, "name"}, {&by.title, "title"}, {&by.authority, "authority"}, {&by.phone, "call-back number"}};
    for (const auto& [value, name] : needed)
      if (value->empty())
        return problem(fmt::format("the signatory has no {}", name), "complete the signatory in the settings");
  }
  if (front.payment) {
    const BankAccount& bank = facts.creditor.bank;
    if (bank.holder.empty() || bank.bank.empty() || (bank.account.empty() && bank.iban.empty()))
      return problem("no account to pay to", "complete the creditor's bank account: holder, bank, and account or IBAN");
    if (!bank.iban.empty() && !is_iban(bank.iban))
      return problem(fmt::format("the IBAN {} does not hold", bank.iban), "check its digits");
  }
  if (!facts.rf_reference.empty() && !is_rf_reference(facts.rf_reference))
    return problem(fmt::format("the reference {} does not hold", facts.rf_reference),
                   "ISO 11649: RF and two check digits");
  if (front.demand && facts.items.empty() && facts.claims.empty()) return problem("demands no invoice", "");
  if (front.demand && facts.total <= 0)
    return problem("demands nothing: its total is not above zero", "the credits cover the invoices");
  if (facts.interest != 0 && facts.interest_basis.empty()) return problem("has interest without its legal basis", "");
  if (front.deadline && !facts.deadline) return problem("has no deadline", "this kind of letter must set one");
  if (facts.deadline && days_between(facts.date, *facts.deadline) < (front.deadline ? front.min_days : 1))
    return problem(
        fmt::format("the deadline {} is not {} after {}", iso(*facts.deadline),
                    front.deadline && front.min_days > 1 ? fmt::format("at least {} days", front.min_days) : "a day",
                    iso(facts.date)),
        "set a later deadline");
  return std::nullopt;
}

Document make_document(const Scene& scene, const FrontMatter& front, Filled filled, bool window) {
  const Assembly assembly(scene, front);
  Document out;
  out.locale = locale_name(scene.locale);
  out.title = filled.title;
  out.author = assembly.author();
  out.subject = filled.subject;
  out.created = iso(Instant(scene.facts.date));
  out.stationery = front.stationery.empty() ? scene.words.stationery : front.stationery;
  out.body_family = front.body_family.empty() ? scene.words.body_family : front.body_family;
  out.furniture = assembly.furniture(front, filled.title, window);
  out.blocks = std::move(filled.blocks);
  return out;
}

}  // namespace dunmail
