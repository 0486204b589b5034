#include "wire/mail_hosts.h"

#include <ares.h>
#include <arpa/nameser.h>
#include <poll.h>

#include <algorithm>
#include <memory>

#include "base/error.h"
#include "base/text.h"
#include "wire/mail.h"

namespace dunmail {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr std::size_t at_once = 100;  // a name server of a small office answers so many without losing any

void start_library() {
  static const int started = ares_library_init(ARES_LIB_INIT_ALL);
  if (started != ARES_SUCCESS) throw Error(ErrorKind::system, "c-ares", ares_strerror(started));
}

struct CloseChannel {
  void operator()(ares_channel channel) const { ares_destroy(channel); }
};
using Channel = std::unique_ptr<ares_channeldata, CloseChannel>;

Channel open_channel(const NameServers& ask) {
  start_library();
  ares_options options{};
  options.timeout = static_cast<int>(ask.patience.count());
  options.tries = ask.tries;
  ares_channel raw = nullptr;
  if (const int failed = ares_init_options(&raw, &options, ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES); failed != ARES_SUCCESS)
    throw Error(ErrorKind::system, "c-ares", ares_strerror(failed));
  Channel out(raw);
  if (!ask.servers.empty() && ares_set_servers_ports_csv(raw, ask.servers.c_str()) != ARES_SUCCESS)
    throw Error(ErrorKind::config, "name servers", "\"" + ask.servers + "\" is no list of addresses",
                "for instance 192.0.2.1 or 192.0.2.1:53,192.0.2.2");
  return out;
}

/// One question on its way: c-ares calls back with the address of it.
struct Question {
  MailHostAnswer* answer;
  std::size_t* open;
};

void read_records(const unsigned char* bytes, int size, MailHostAnswer& out) {
  ares_mx_reply* records = nullptr;
  if (ares_parse_mx_reply(bytes, size, &records) != ARES_SUCCESS) return;
  const ares_mx_reply* best = nullptr;
  // Of several with one preference the first by name, so that the same records always give the same host.
  for (const ares_mx_reply* each = records; each; each = each->next)
    if (!best || std::pair(each->priority, std::string_view(each->host)) <
                     std::pair(best->priority, std::string_view(best->host)))
      best = each;
  if (best) out.host = lower_ascii(best->host);
  while (out.host.ends_with('.')) out.host.pop_back();  // RFC 7505: "." alone is no host at all
  ares_free_data(records);
}

void take(void* to, int status, int, unsigned char* bytes, int size) {
  const auto& question = *static_cast<Question*>(to);
  --*question.open;
  question.answer->answered = status == ARES_SUCCESS || status == ARES_ENODATA || status == ARES_ENOTFOUND;
  if (status == ARES_SUCCESS) read_records(bytes, size, *question.answer);
}

void wait_for_answers(ares_channel channel, milliseconds at_most) {
  ares_socket_t sockets[ARES_GETSOCK_MAXNUM];
  const int wanted = ares_getsock(channel, sockets, ARES_GETSOCK_MAXNUM);
  pollfd watched[ARES_GETSOCK_MAXNUM];
  nfds_t count = 0;
  for (unsigned i = 0; i < ARES_GETSOCK_MAXNUM; ++i) {
    const short events = static_cast<short>((ARES_GETSOCK_READABLE(wanted, i) ? POLLIN : 0) |
                                            (ARES_GETSOCK_WRITABLE(wanted, i) ? POLLOUT : 0));
    if (events) watched[count++] = {sockets[i], events, 0};
  }
  timeval most{static_cast<time_t>(at_most.count() / 1000), static_cast<suseconds_t>(at_most.count() % 1000 * 1000)},
      next{};
  const timeval* wait = ares_timeout(channel, &most, &next);
  const int ready = ::poll(watched, count, static_cast<int>(wait->tv_sec * 1000 + wait->tv_usec / 1000 + 1));
  for (nfds_t i = 0; ready > 0 && i < count; ++i)
    if (watched[i].revents)
      ares_process_fd(channel, watched[i].revents & ~POLLOUT ? watched[i].fd : ARES_SOCKET_BAD,
                      watched[i].revents & POLLOUT ? watched[i].fd : ARES_SOCKET_BAD);
  if (ready <= 0)
    ares_process_fd(channel, ARES_SOCKET_BAD, ARES_SOCKET_BAD);  // what is late is asked again, or given up
}

}  // namespace

bool are_name_servers(const std::string& servers) {
  const Channel channel = open_channel({});
  return !servers.empty() && ares_set_servers_ports_csv(channel.get(), servers.c_str()) == ARES_SUCCESS;
}

std::vector<MailHostAnswer> find_mail_hosts(const std::vector<std::string>& domains, const NameServers& ask) {
  std::vector<MailHostAnswer> out(domains.size());
  std::vector<Question> questions(domains.size());
  std::size_t asked = 0, open = 0;
  const Channel channel = open_channel(ask);
  const auto end = Clock::now() + ask.at_most;
  while (asked < domains.size() || open > 0) {
    const auto left = std::chrono::duration_cast<milliseconds>(end - Clock::now());
    if (left <= milliseconds(0)) break;
    for (; asked < domains.size() && open < at_once; ++asked) {
      out[asked].domain = domains[asked];
      questions[asked] = {&out[asked], &open};
      const auto address = wire_address("postmaster@" + domains[asked]);
      out[asked].answered = !address;  // a name that DNS cannot have has no records
      if (!address) continue;
      ++open;
      ares_query(channel.get(), address->c_str() + address->find('@') + 1, ns_c_in, ns_t_mx, take, &questions[asked]);
    }
    if (open > 0) wait_for_answers(channel.get(), left);
  }
  ares_cancel(channel.get());  // each of them is called back, unanswered
  for (; asked < domains.size(); ++asked) out[asked].domain = domains[asked];
  return out;
}

}  // namespace dunmail
