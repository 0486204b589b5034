#include "web/page_server.h"

#include <fmt/format.h>

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

#include "base/error.h"
#include "base/text.h"
#include "http/http_server.h"
#include "web/response_page.h"

namespace dunmail {
namespace {

using namespace std::chrono_literals;

constexpr auto shortest_wait = 2s;  // of an answer for the database; then it is kept beside it

/// A world and its page, for one request at a time.
struct Desk {
  explicit Desk(World& world, std::shared_ptr<PageLimits> limits, AnswerSpool& spool)
      : page(world, std::move(limits), &spool) {
    world.store.wait({shortest_wait, {}});
  }
  Desk(World&& world, std::shared_ptr<PageLimits> limits, AnswerSpool& spool)
      : own(std::make_unique<World>(std::move(world))), page(*own, std::move(limits), &spool) {
    own->store.wait({shortest_wait, {}});
  }
  std::unique_ptr<World> own;
  ResponsePage page;
};

/// As many desks as requests at once: each has a connection of its own, so that who reads waits for nobody who writes.
class Desks {
 public:
  Desks(World& world, AnswerSpool& spool) : world_(world), spool_(spool) {
    free_.push_back(std::make_unique<Desk>(world, limits_, spool_));
  }

  /// One of them, until the end of the request.
  class Lease {
   public:
    explicit Lease(Desks& desks) : desks_(desks), desk_(desks.take()) {}
    ~Lease() { desks_.give_back(std::move(desk_)); }
    Lease(const Lease&) = delete;
    ResponsePage* operator->() const { return &desk_->page; }

   private:
    Desks& desks_;
    std::unique_ptr<Desk> desk_;
  };

 private:
  std::unique_ptr<Desk> take() {
    std::unique_lock guard(lock_);
    // A database in memory is one connection's.
    if (world_.settings.database == ":memory:") there_is_one_.wait(guard, [&] { return !free_.empty(); });
    if (free_.empty()) {
      guard.unlock();
      World another = World::open(world_.settings.file);
      another.now = world_.now;
      return std::make_unique<Desk>(std::move(another), limits_, spool_);
    }
    auto out = std::move(free_.back());
    free_.pop_back();
    return out;
  }
  void give_back(std::unique_ptr<Desk> desk) {
    const std::lock_guard guard(lock_);
    free_.push_back(std::move(desk));
    there_is_one_.notify_one();
  }

  World& world_;
  AnswerSpool& spool_;
  std::shared_ptr<PageLimits> limits_ = std::make_shared<PageLimits>();
  std::mutex lock_;
  std::condition_variable there_is_one_;
  std::vector<std::unique_ptr<Desk>> free_;
};

class PageServer {
 public:
  PageServer(World& world, const ServeOrder& order)
      : order_(order), spool_(world.settings.beside_database(".answers")), desks_(world, spool_) {
    if (world.settings.database != ":memory:")
      writer_ = std::thread([this, &world] { write_kept(world.settings.file); });
  }

  ~PageServer() {
    {
      const std::lock_guard guard(lock_);
      ended_ = true;
    }
    end_.notify_all();
    if (writer_.joinable()) writer_.join();
  }

  HttpReply handle(const HttpRequest& request) {
    try {
      return reply_of(answer(request));
    } catch (const std::exception& e) {
      // Never the text of an error to a stranger: it names files.
      say(std::string("a request failed: ") + printable(e.what()));
      return reply_of({503, "Please try again later. / 请稍后再试。\n", "text/plain; charset=utf-8"});
    }
  }

 private:
  PageReply answer(const HttpRequest& r) {
    const PageRequest page{r.method, r.path,  r.fields,    r.upload,      r.too_large,
                           r.source, r.agent, r.languages, order_.today()};
    const Desks::Lease desk(desks_);
    PageReply reply = desk->handle(page);
    if (!reply.log.empty()) say(reply.log);
    return reply;
  }

  /// Answers that were kept because the database was busy, by this server or one before it.
  void write_kept(const std::string& settings) {
    std::optional<World> world;
    std::unique_lock guard(lock_);
    while (!ended_) {
      guard.unlock();
      try {
        if (!spool_.waiting().empty()) {
          if (!world) {
            world.emplace(World::open(settings));
            world->store.wait({shortest_wait, {}});
          }
          for (const std::string& line : spool_.write(*world)) say(line);
        }
      } catch (const std::exception& e) {
        say(std::string("kept answers wait: ") + printable(e.what()));
      }
      guard.lock();
      end_.wait_for(guard, 1s, [&] { return ended_; });
    }
  }

  void say(const std::string& line) {
    const std::lock_guard guard(says_);
    order_.say(line);
  }

  static HttpReply reply_of(PageReply page) {
    HttpReply out{page.status, std::move(page.body), std::move(page.media_type), page_headers()};
    out.headers["Cache-Control"] = page.keep ? "public, max-age=86400" : "no-store";
    if (page.status == 429) out.headers["Retry-After"] = "300";
    return out;
  }

  const ServeOrder& order_;
  AnswerSpool spool_;
  Desks desks_;
  std::mutex lock_, says_;
  std::condition_variable end_;
  bool ended_ = false;
  std::thread writer_;
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
