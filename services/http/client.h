#pragma once

#include "services/http/message.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

namespace billhook::http {

struct ClientAnswer
{
    bool answered = false; ///< false: no complete response; `failure` says why and the outcome is unknown
    Response response;
    std::string failure;
};

/** A blocking keep-alive client to one plain-http address; one thread at a time. Reconnects by itself. */
class Client final
{
public:
    Client(std::string host, std::uint16_t port, std::chrono::milliseconds deadline);
    Client(const Client &) = delete;
    Client &operator=(const Client &) = delete;
    ~Client();

    ClientAnswer send(const std::string &method, const std::string &target, const Headers &headers,
        const std::string &body);

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace billhook::http
