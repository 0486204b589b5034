#include "web/page_server.h"

#include <fmt/format.h>

#include <mutex>

#include "base/error.h"
#include "base/text.h"
#include "http/http_server.h"
#include "web/response_page.h"

namespace dunmail {
namespace {

/// The one page and its lock: the store is one connection.
class PageServer {
 public:
  PageServer(World& world, const ServeOrder& order) : page_(world), order_(order) {}

  HttpReply handle(const HttpRequest& request) {
    try {
      return reply_of(answer(request));
    } catch (const std::exception& e) {
      // Never the text of an error to a stranger: it names files.
      const std::lock_guard guard(lock_);
      order_.say(std::string("a request failed: ") + printable(e.what()));
      return reply_of({503, "Please try again later. / 请稍后再试。\n", "text/plain; charset=utf-8"});
    }
  }

 private:
  PageReply answer(const HttpRequest& r) {
    const PageRequest page{r.method, r.path,  r.fields,    r.upload,      r.too_large,
                           r.source, r.agent, r.languages, order_.today()};
    const std::lock_guard guard(lock_);
    PageReply reply = page_.handle(page);
    if (!reply.log.empty()) order_.say(reply.log);
    return reply;
  }

  static HttpReply reply_of(PageReply page) {
    HttpReply out{page.status, std::move(page.body), std::move(page.media_type), page_headers()};
    out.headers["Cache-Control"] = page.keep ? "public, max-age=86400" : "no-store";
    if (page.status == 429) out.headers["Retry-After"] = "300";
    return out;
  }

  ResponsePage page_;
  const ServeOrder& order_;
  std::mutex lock_;
};

}  // namespace

void serve(World& world, const ServeOrder& order) {
  const ResponseSettings& settings = world.settings.response;
  if (settings.base_url.empty())
    throw Error(ErrorKind::config, world.settings.file, "[response] base_url is missing",
                "the https:// address at which debtors reach this server");
  PageServer server(world, order);
  HttpOrder http;
  http.listen = settings.listen;
  http.threads = settings.threads;
  http.upload_bytes = settings.upload_bytes;
  http.handle = [&](const HttpRequest& request) { return server.handle(request); };
  http.listening = [&](const std::string& address) {
    order.say(fmt::format("listening on http://{} for {}", address, settings.base_url));
  };
  http.wait = order.wait;
  serve_http(http);
  order.say("ended");
}

}  // namespace dunmail
