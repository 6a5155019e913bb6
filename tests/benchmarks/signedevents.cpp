#include "tests/benchmarks/signedevents.h"

#include "services/sandbox/delivery/signature.h"

#include <chrono>
#include <fstream>
#include <utility>

namespace billhook::benchmarks {

namespace {

constexpr std::string_view placeholder = "~~~~~~~~";

std::string numbered(std::uint64_t number)
{
    auto digits = std::to_string(number);
    return std::string(placeholder.size() - std::min(digits.size(), placeholder.size()), '0') + digits;
}

std::string filledIn(std::string text, const std::string &number)
{
    for (auto at = text.find(placeholder); at != std::string::npos; at = text.find(placeholder, at)) {
        text.replace(at, placeholder.size(), number);
    }
    return text;
}

std::int64_t presentSecond()
{
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::seconds>(now).count();
}

} // namespace

SignedEvents::SignedEvents(const std::string &file, std::string secret, std::uint64_t firstCompany)
    : m_secret(std::move(secret))
    , m_company(firstCompany)
{
    std::ifstream lines(file);
    for (std::string line; std::getline(lines, line);) {
        m_templates.push_back(std::move(line));
    }
}

std::string SignedEvents::next()
{
    const auto body = filledIn(m_templates.at(m_position), numbered(m_company));
    if (++m_position == m_templates.size()) {
        m_position = 0;
        ++m_company;
    }
    return "POST /api/webhooks/stripe HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
           "Content-Length: "
        + std::to_string(body.size()) + "\r\nStripe-Signature: "
        + sandbox::signatureHeader(m_secret, presentSecond(), body) + "\r\n\r\n" + body;
}

} // namespace billhook::benchmarks
