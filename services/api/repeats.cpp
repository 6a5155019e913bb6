#include "services/api/repeats.h"

#include "services/postgres/session.h"

#include <string_view>
#include <utility>

namespace billhook::api {

using domain::Result;
using namespace Qt::StringLiterals;

namespace {

struct Kept
{
    bool begun = false; ///< by this very request
    bool same = true;
    std::optional<http::Response> answer;
};

Kept keptOf(const postgres::Row &row)
{
    Kept kept;
    kept.begun = row.boolean("begun");
    kept.same = row.boolean("same");
    if (!row.isNull("status")) {
        http::Response answer{ static_cast<int>(row.integer("status")),
            row.text("content_type").toStdString(), row.bytes("body").toStdString(), {} };
        for (const auto &[name, column] : { std::pair("Location", "location"), std::pair("ETag", "etag") }) {
            if (const auto value = row.text(column); !value.isEmpty()) {
                answer.headers.emplace_back(name, value.toStdString());
            }
        }
        answer.headers.emplace_back("Idempotent-Replayed", "true");
        kept.answer = std::move(answer);
    }
    return kept;
}

QString headerOf(const http::Response &response, std::string_view wanted)
{
    for (const auto &[name, value] : response.headers) {
        if (name == wanted) {
            return QString::fromStdString(value);
        }
    }
    return u""_s;
}

} // namespace

Repeats::Repeats(postgres::Session &session)
    : m_session(session)
{ }

Result<std::optional<http::Response>> Repeats::begin(const Repeatable &request)
{
    const auto found = m_session.first<Kept>(u"api/begin_request"_s,
        { { u":token"_s, request.tokenId }, { u":key"_s, request.key },
            { u":fingerprint"_s, request.fingerprint } },
        keptOf);
    if (!found) {
        return found.error();
    }
    const auto kept = found->value_or(Kept{});
    if (kept.begun) {
        return std::optional<http::Response>();
    }
    if (!kept.same) {
        return std::optional(http::problem(422, "idempotency_mismatch",
            "This Idempotency-Key was used with another request. Use a new key for a new request."));
    }
    return kept.answer ? kept.answer
                       : std::optional(http::problem(409, "idempotency_in_flight",
                           "The first request with this Idempotency-Key is still under way."));
}

Result<void> Repeats::keep(const Repeatable &request, const http::Response &response)
{
    const auto kept = m_session.execute(u"api/keep_answer"_s,
        { { u":token"_s, request.tokenId }, { u":key"_s, request.key }, { u":status"_s, response.status },
            { u":content_type"_s, QString::fromStdString(response.contentType) },
            { u":body"_s, QByteArray::fromStdString(response.body) },
            { u":location"_s, headerOf(response, "Location") }, { u":etag"_s, headerOf(response, "ETag") } });
    return kept ? Result<void>() : kept.error();
}

Result<void> Repeats::keepAccepted(const Repeatable &request, const http::Response &response)
{
    const auto kept = m_session.execute(u"api/keep_accepted"_s,
        { { u":token"_s, request.tokenId }, { u":key"_s, request.key },
            { u":content_type"_s, QString::fromStdString(response.contentType) },
            { u":body"_s, QByteArray::fromStdString(response.body) },
            { u":location"_s, headerOf(response, "Location") } });
    return kept ? Result<void>() : kept.error();
}

Result<void> Repeats::forget(const Repeatable &request)
{
    const auto forgotten = m_session.execute(
        u"api/forget_request"_s, { { u":token"_s, request.tokenId }, { u":key"_s, request.key } });
    return forgotten ? Result<void>() : forgotten.error();
}

} // namespace billhook::api
