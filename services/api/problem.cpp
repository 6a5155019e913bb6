#include "services/api/problem.h"

#include <QJsonDocument>

#include <algorithm>
#include <array>
#include <utility>

namespace billhook::api {

using domain::ErrorKind;

namespace {

/** Failures with a status of their own, whatever their kind. */
constexpr std::array<std::pair<std::string_view, int>, 4> statusOfCode{ { { "card_declined", 402 },
    { "stale", 412 }, { "version_required", 428 }, { "stripe_key_missing", 503 } } };

int statusOf(const domain::Error &error)
{
    const auto *own = std::find_if(statusOfCode.begin(), statusOfCode.end(),
        [&](const auto &entry) { return entry.first == error.code; });
    if (own != statusOfCode.end()) {
        return own->second;
    }
    switch (error.kind) {
    case ErrorKind::InvalidInput:
        return 422;
    case ErrorKind::NotFound:
        return 404;
    case ErrorKind::Conflict:
        return 409;
    case ErrorKind::Forbidden:
        return 403;
    case ErrorKind::Overloaded:
    case ErrorKind::Unavailable:
    case ErrorKind::Timeout:
        return 503;
    case ErrorKind::Configuration:
    case ErrorKind::Internal:
        return 500;
    }
    return 500;
}

/** Another tenant's object and one that does not exist are answered with the same bytes. */
std::string_view detailOf(const domain::Error &error, int status)
{
    if (status == 404) {
        return "There is no such object.";
    }
    return status == 500 ? std::string_view("The request could not be carried out.") : error.message;
}

std::string_view codeOf(const domain::Error &error, int status)
{
    if (status == 404) {
        return "not_found";
    }
    if (status == 500) {
        return "internal_error";
    }
    const std::string_view code = error.code; // a mixed choice below would be a text that is gone at once
    return status == 503 && code.starts_with("database_") ? "unavailable" : code;
}

} // namespace

http::Response problemOf(const domain::Error &error)
{
    const auto status = statusOf(error);
    auto response = http::problem(status, codeOf(error, status), detailOf(error, status));
    if (!error.fields.empty()) {
        response.body.pop_back();
        response.body += R"(,"errors":[)";
        for (const auto &field : error.fields) {
            response.body += response.body.ends_with('[') ? R"({"pointer":)" : R"(,{"pointer":)";
            http::appendJsonString(response.body, field.pointer);
            response.body += R"(,"detail":)";
            http::appendJsonString(response.body, field.detail);
            response.body += '}';
        }
        response.body += "]}";
    }
    if (status == 503) {
        response.headers.emplace_back("Retry-After", "1");
    }
    return response;
}

Answer refusal(const domain::Error &error, const QJsonObject &more)
{
    const auto response = problemOf(error);
    auto body = QJsonDocument::fromJson(QByteArray::fromStdString(response.body)).object();
    for (auto member = more.begin(); member != more.end(); ++member) {
        body.insert(member.key(), member.value());
    }
    return { response.status, body, response.headers };
}

} // namespace billhook::api
