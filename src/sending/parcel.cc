#include "sending/parcel.h"

#include <fmt/format.h>

#include "base/digest.h"
#include "desk/frozen.h"
#include "ledger/case_key.h"
#include "pdf/fax_image.h"
#include "pdf/join_pdf.h"
#include "settings/fax_gateway.h"
#include "wire/mail.h"

namespace dunmail {
namespace {

/// `creditor`: its name, as it stands on the letter.
Mail mail_of(const MailSender& sender, const LetterRow& letter, const std::string& creditor) {
  Mail mail;
  mail.from = {sender.from_name.empty() ? creditor : sender.from_name, sender.from};
  mail.reply_to = {"", sender.reply_to};
  mail.message_id = letter.message_id;
  mail.date = letter.message_date.value_or(Instant(letter.day));
  return mail;
}

Result<Parcel> finish(const MailSender& sender, const Wrapping& wrapping, const LetterRow& letter, const Mail& mail) {
  auto message = compose(mail);
  if (!message) return message.problem();
  Parcel parcel;
  parcel.letter_id = letter.id;
  parcel.message_id = letter.message_id;
  parcel.recipient = mail.to.address;
  parcel.envelope_id = letter.id;
  parcel.message = std::move(*message);
  parcel.envelope_from = sender.from;
  if (const std::string& bounces = sender.bounce_address; !bounces.empty()) {
    auto verp = make_verp(wrapping.keys, letter.id, bounces);
    if (!verp) return verp.problem();
    parcel.envelope_from = std::move(*verp);
  }
  return parcel;
}

Result<Parcel> wrap_email(const MailSender& sender, const Wrapping& wrapping, const LetterRow& letter,
                          std::string pdf) {
  if (auto bad = check_address(letter.recipient)) return *bad;
  MailNames names = mail_names(letter.facts);
  Mail mail = mail_of(sender, letter, names.creditor);
  mail.to = {std::move(names.addressee), letter.recipient};
  mail.subject = letter.subject;
  mail.text = letter.mail_body;
  mail.attachments.push_back({letter.number + ".pdf", "application/pdf", std::move(pdf)});
  return finish(sender, wrapping, letter, mail);
}

FaxForm form_of(const FaxGateway& gateway) {
  FaxForm form;
  form.fine = gateway.fine;
  form.coding = gateway.coding == "mmr"  ? FaxForm::Coding::mmr
                : gateway.coding == "mr" ? FaxForm::Coding::mr
                                         : FaxForm::Coding::mh;
  return form;
}

/// Cover and letter as the one document that the gateway wants: some send the first attachment only, and the cover
/// counts the pages of both.
Result<Attachment> fax_document(const FaxGateway& gateway, const std::string& cover, const std::string& letter) {
  if (gateway.file == "tiff") {
    auto image = fax_image({cover, letter}, form_of(gateway));
    if (!image) return image.problem();
    return Attachment{"fax.tif", "image/tiff", std::move(image->tiff)};
  }
  auto joined = join_pdfs({cover, letter});
  if (!joined) return joined.problem();
  return Attachment{"fax.pdf", "application/pdf", std::move(*joined)};
}

/// Others see a fax (docs/dunning.md, 5). The mail's own text is neutral, a cover page goes first, and no amount is on
/// either.
Result<Parcel> wrap_fax(const Settings& settings, const MailSender& sender, const Wrapping& wrapping,
                        const LetterRow& letter, const LetterFacts& facts, const std::string& pdf, Printer& printer) {
  const DeliverySettings& d = settings.delivery;
  if (d.fax_gateway.empty())
    return Problem{"delivery.fax_gateway", "no fax gateway is set up",
                   "name a profile of fax-gateways.toml in dunmail.toml"};
  const auto& gateway = wrapping.fax;
  if (!gateway)
    return Problem{"delivery.fax_gateway", "there is no fax gateway \"" + d.fax_gateway + "\"",
                   "see fax-gateways.toml"};
  auto recipient = fax_recipient(*gateway, letter.recipient);
  if (!recipient) return recipient.problem();
  const auto pages = count_pages(pdf);
  if (!pages) return pages.problem();
  const auto cover = printer.print_fax_cover(facts, *pages);
  if (!cover) return cover.problem();
  auto document = fax_document(*gateway, cover->pdf, pdf);
  if (!document) return document.problem();
  Mail mail = mail_of(sender, letter, facts.creditor.name);
  mail.to = {"", *recipient};
  if (!gateway->sender.empty()) mail.from = {"", gateway->sender};
  mail.headers = gateway->headers;
  mail.subject = fax_subject(*gateway, facts.locale);
  mail.text = fax_body(*gateway, facts.locale);
  mail.attachments.push_back(std::move(*document));
  auto parcel = finish(sender, wrapping, letter, mail);
  if (parcel && parcel->message.size() > gateway->max_bytes)
    return Problem{
        "fax gateway " + gateway->name,
        fmt::format("the fax takes {} bytes, and the gateway takes {}", parcel->message.size(), gateway->max_bytes),
        "send it by post, or set coding = \"mmr\" if the gateway reads it"};
  return parcel;
}

Result<Parcel> wrap(const Settings& settings, const MailSender& sender, const Wrapping& wrapping,
                    const LetterRow& letter, std::string pdf, Printer* fax_cover) {
  if (letter.channel == "email") return wrap_email(sender, wrapping, letter, std::move(pdf));
  const LetterFacts facts = facts_of(letter);
  if (letter.channel == "fax") return wrap_fax(settings, sender, wrapping, letter, facts, pdf, *fax_cover);
  Parcel parcel;
  parcel.letter_id = letter.id, parcel.message_id = letter.message_id, parcel.recipient = facts.debtor.address.postcode,
  parcel.message = std::move(pdf);
  return parcel;
}

}  // namespace

Wrapping Wrapping::open(const Settings& settings) {
  return {load_or_create_keys(settings.delivery.key_file), fax_gateway(settings)};
}

Result<ReadyLetter> pack(const Settings& settings, const Wrapping& wrapping, Unpacked letter, Printer* fax_cover) {
  LetterRow& row = letter.row;
  const std::string creditor = case_key(row.case_id).creditor;
  const MailSender sender = settings.mail_sender(creditor);
  // The last look holds such a letter; here it would leave in another company's name, or in nobody's.
  if (sender.from.empty())
    return Problem{row.id, settings.creditor_lacks(creditor).value_or("it has no sender"), "write it, then plan again"};
  if (row.message_id.empty()) row.message_id = make_message_id(wrapping.keys, row.id, sender.message_id_domain);
  auto parcel = wrap(settings, sender, wrapping, row, std::move(letter.pdf), fax_cover);
  if (!parcel) return parcel.problem();
  std::string hash = sha256_hex(parcel->message);
  return ReadyLetter{std::move(row), std::move(*parcel), std::move(hash), letter.version};
}

}  // namespace dunmail
