#include "http/http_server.h"

#include <Poco/Net/HTMLForm.h>
#include <Poco/Net/HTTPRequestHandler.h>
#include <Poco/Net/HTTPRequestHandlerFactory.h>
#include <Poco/Net/HTTPServer.h>
#include <Poco/Net/HTTPServerRequest.h>
#include <Poco/Net/HTTPServerResponse.h>
#include <Poco/Net/PartHandler.h>
#include <Poco/StreamCopier.h>
#include <Poco/URI.h>
#include <fmt/format.h>

#include <chrono>
#include <sstream>

#include "base/error.h"
#include "base/text.h"

namespace dunmail {
namespace {

namespace net = Poco::Net;

constexpr std::uint64_t form_bytes = 64 * 1024;  // the fields beside a file
constexpr std::chrono::seconds longest_body{60};
constexpr int connection_seconds = 15, fields_at_most = 40;

class Proof : public net::PartHandler {
 public:
  void handlePart(const net::MessageHeader& header, std::istream& stream) override {
    net::NameValueCollection parameters;
    std::string disposition;
    net::MessageHeader::splitParameters(header.get("Content-Disposition", ""), disposition, parameters);
    std::string content;
    Poco::StreamCopier::copyToString(stream, content);
    if (parameters.get("name", "") == "proof" && bytes.empty()) bytes = std::move(content);
  }
  std::string bytes;
};

class Handler : public net::HTTPRequestHandler {
 public:
  explicit Handler(const HttpOrder& order) : order_(order) {}

  void handleRequest(net::HTTPServerRequest& request, net::HTTPServerResponse& response) override {
    write(response, order_.handle(read(request, response)));
  }

 private:
  HttpRequest read(net::HTTPServerRequest& request, net::HTTPServerResponse& response) {
    HttpRequest out;
    const Poco::URI uri(request.getURI());
    out.method = request.getMethod();
    out.path = uri.getPath();
    out.source = source_of(request.clientAddress().host().toString(), request.get("X-Forwarded-For", ""));
    out.agent = request.get("User-Agent", "");
    out.languages = request.get("Accept-Language", "");
    for (const auto& [name, value] : uri.getQueryParameters()) out.fields[name] = value;
    if (out.method == net::HTTPRequest::HTTP_POST) read_form(request, response, out);
    return out;
  }

  void read_form(net::HTTPServerRequest& request, net::HTTPServerResponse& response, HttpRequest& out) {
    if (request.getExpectContinue()) response.sendContinue();
    std::istringstream body(read_body(request.stream(), out.too_large));
    if (out.too_large) return;
    net::HTMLForm form;
    form.setFieldLimit(fields_at_most);
    form.setValueLengthLimit(static_cast<int>(form_bytes));
    Proof proof;
    try {
      form.load(request, body, proof);
    } catch (const Poco::Exception&) {
      return;  // without its fields there is no seal, and the page says so
    }
    for (const auto& [name, value] : form) out.fields.try_emplace(name, value);
    out.upload = std::move(proof.bytes);
  }

  /// Reads on past the limit, without keeping it: a browser shows no answer before it has sent everything. Up to four
  /// times the limit; whoever sends more is no debtor.
  std::string read_body(std::istream& stream, bool& too_large) {
    const std::uint64_t most = order_.upload_bytes + form_bytes;
    const auto end = std::chrono::steady_clock::now() + longest_body;
    std::string out;
    std::uint64_t seen = 0;
    char block[16384];
    while (stream.read(block, sizeof block), stream.gcount() > 0) {
      seen += static_cast<std::uint64_t>(stream.gcount());
      if (seen <= most) out.append(block, static_cast<std::size_t>(stream.gcount()));
      if (seen > 4 * most || std::chrono::steady_clock::now() > end) break;
    }
    too_large = seen > most || std::chrono::steady_clock::now() > end;
    return too_large ? std::string() : out;
  }

  static void write(net::HTTPServerResponse& response, const HttpReply& reply) {
    response.setStatusAndReason(static_cast<net::HTTPResponse::HTTPStatus>(reply.status));
    for (const auto& [name, value] : reply.headers) response.set(name, value);
    response.setContentType(reply.media_type);
    response.setKeepAlive(false);
    response.sendBuffer(reply.body.data(), reply.body.size());
  }

  const HttpOrder& order_;
};

class Handlers : public net::HTTPRequestHandlerFactory {
 public:
  explicit Handlers(const HttpOrder& order) : order_(order) {}
  net::HTTPRequestHandler* createRequestHandler(const net::HTTPServerRequest&) override { return new Handler(order_); }

 private:
  const HttpOrder& order_;
};

net::ServerSocket listen_on(const std::string& where) {
  try {
    net::ServerSocket out;
    out.bind(net::SocketAddress(where), true);
    out.listen(64);
    return out;
  } catch (const Poco::Exception& e) {
    throw Error(ErrorKind::system, where, "cannot listen there: " + e.displayText(),
                "[response] listen in dunmail.toml");
  }
}

}  // namespace

std::string source_of(const std::string& peer, const std::string& forwarded_for) {
  net::IPAddress address;
  if (!net::IPAddress::tryParse(peer, address)) return "unknown";
  if (address.isLoopback() && !forwarded_for.empty()) {
    const std::string last(trim(std::string_view(forwarded_for).substr(forwarded_for.rfind(',') + 1)));
    net::IPAddress told;
    if (net::IPAddress::tryParse(last, told)) address = told;
  }
  if (address.family() == net::IPAddress::IPv6 && !address.isIPv4Mapped() && !address.isLoopback())
    return (address & net::IPAddress(64U, net::IPAddress::IPv6)).toString() + "/64";
  return address.toString();
}

void serve_http(const HttpOrder& order) {
  Poco::ThreadPool threads(1, order.threads);
  net::HTTPServerParams::Ptr parameters = new net::HTTPServerParams;
  parameters->setMaxThreads(order.threads);
  parameters->setMaxQueued(128);
  parameters->setTimeout(Poco::Timespan(connection_seconds, 0));
  parameters->setKeepAlive(false);
  net::ServerSocket socket = listen_on(order.listen);
  net::HTTPServer server(new Handlers(order), threads, socket, parameters);
  server.start();
  order.listening(socket.address().toString());
  order.wait();
  server.stop();      // no new ones
  threads.joinAll();  // those at hand are finished; each ends within its time limits
}

}  // namespace dunmail
