#include "services/api/exchange.h"

#include "services/api/body.h"
#include "services/api/problem.h"
#include "services/observability/log.h"
#include "services/postgres/session.h"

#include <QCryptographicHash>
#include <QJsonDocument>
#include <QUrl>
#include <QUuid>

#include <algorithm>
#include <chrono>
#include <utility>

namespace billhook::api {

using domain::Error;
using domain::ErrorKind;
using domain::Result;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t longestKey = 255;

std::map<std::string, std::string, std::less<>> pathValues(std::string_view pattern, const std::string &path)
{
    std::map<std::string, std::string, std::less<>> values;
    const auto names = QString::fromUtf8(pattern.data(), static_cast<qsizetype>(pattern.size())).split(u'/');
    const auto given = QByteArray::fromStdString(path).split('/');
    for (qsizetype index = 0; index < std::min(names.size(), given.size()); ++index) {
        if (names[index].startsWith(u'{')) {
            values[names[index].mid(1).chopped(1).toStdString()]
                = QUrl::fromPercentEncoding(given[index]).toStdString();
        }
    }
    return values;
}

http::Response tokenRequired()
{
    auto response = http::problem(401, "token_required", "A bearer token that is in force is required.");
    response.headers.emplace_back("WWW-Authenticate", "Bearer");
    return response;
}

http::Response tooMany(std::string_view code, std::string_view detail, int seconds)
{
    auto response = http::problem(429, code, detail);
    response.headers.emplace_back("Retry-After", std::to_string(seconds));
    return response;
}

http::Response responseOf(const Answer &answer)
{
    http::Response response{ answer.status, {}, {}, answer.headers };
    if (answer.status != 204) {
        response.contentType = "application/json";
        response.body = QJsonDocument(answer.body).toJson(QJsonDocument::Compact).toStdString();
    }
    return response;
}

bool isMediaType(std::string_view header, std::string_view type)
{
    const auto given = header.substr(0, header.find(';'));
    return std::equal(given.begin(), given.end(), type.begin(), type.end(),
        [](char a, char b) { return (a >= 'A' && a <= 'Z' ? static_cast<char>(a - 'A' + 'a') : a) == b; });
}

} // namespace

Exchange::Exchange(ExchangeParts &parts, const ApiRoute &route, http::Request request, http::Respond respond)
    : m_parts(parts)
    , m_route(route)
    , m_request(std::move(request))
    , m_respond(std::move(respond))
    , m_path(pathValues(route.path, m_request.path))
{ }

bool Exchange::admit()
{
    const auto token = Callers::tokenOf(m_request);
    if (token.empty() && m_route.access != Access::Open) {
        answer(tokenRequired());
        return false;
    }
    if (!token.empty() && m_parts.callers.exhausted(m_request.peer, m_begun)) {
        answer(tooMany("too_many_wrong_tokens", "Too many wrong tokens came from this address.", 60));
        return false;
    }
    return true;
}

void Exchange::carryOut(const Result<postgres::Session *> &session)
{
    if (!session) {
        answer(failed(session.error()));
        return;
    }
    try {
        auto refusal = identify(**session);
        refusal = refusal ? std::move(refusal) : judgeRate();
        refusal = refusal ? std::move(refusal) : judgeAccess();
        refusal = refusal ? std::move(refusal) : judgeContent();
        answer(refusal ? *std::move(refusal) : handled(**session));
    } catch (const std::exception &failure) {
        answer(failed({ ErrorKind::Internal, "internal_error", {}, failure.what() }));
    }
}

void Exchange::answer(http::Response response)
{
    const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(Callers::Clock::now() - m_begun);
    m_parts.log.info("api_request",
        { { "request_id", m_request.id }, { "method", m_request.method }, { "route", m_route.path },
            { "status", response.status }, { "milliseconds", std::int64_t{ took.count() } },
            { "caller", m_caller.tokenId.toStdString() } });
    m_respond(std::move(response));
}

std::optional<http::Response> Exchange::identify(postgres::Session &session)
{
    const auto token = Callers::tokenOf(m_request);
    if (token.empty()) {
        return std::nullopt;
    }
    const auto found = m_parts.callers.find(session, token, m_request.peer, m_begun);
    if (!found) {
        return failed(found.error());
    }
    if (!*found) {
        return tokenRequired();
    }
    m_caller = **found;
    return std::nullopt;
}

std::optional<http::Response> Exchange::judgeAccess() const
{
    using Kind = Caller::Kind;
    const auto forbidden = http::problem(403, "forbidden", "This token may not do that.");
    const auto kind = m_caller.kind;
    if (kind == Kind::Superuser || m_route.access == Access::Open || m_route.access == Access::Caller) {
        return std::nullopt;
    }
    const bool serves = m_route.access == Access::Service || m_route.access == Access::MemberOrService;
    if (kind == Kind::Service) {
        return serves ? std::nullopt : std::optional(forbidden);
    }
    if (m_route.access == Access::Superuser || m_route.access == Access::Service) {
        return forbidden;
    }
    const auto organization = m_path.find("org_id");
    if (organization != m_path.end()
        && QUuid::fromString(QString::fromStdString(organization->second))
            != QUuid::fromString(m_caller.organizationId)) {
        return problemOf({ ErrorKind::NotFound, {}, {}, {} });
    }
    const bool manages = kind == Kind::Owner || kind == Kind::Admin;
    return m_route.access == Access::Manager && !manages ? std::optional(forbidden) : std::nullopt;
}

/** A bucket a token, filled evenly; it holds one second's worth. */
std::optional<http::Response> Exchange::judgeRate()
{
    if (m_parts.requestsPerSecond == 0 || m_caller.tokenId.isEmpty()) {
        return std::nullopt;
    }
    const double most = m_parts.requestsPerSecond;
    const std::scoped_lock lock(m_parts.mutex);
    auto &[left, when] = m_parts.buckets.try_emplace(m_caller.tokenId, most, m_begun).first->second;
    const std::chrono::duration<double> passed = m_begun - when;
    left = std::min(most, left + std::max(0.0, passed.count()) * most);
    when = m_begun;
    if (left < 1) {
        return tooMany("rate_limited", "This token sends more requests than it may.", 1);
    }
    left -= 1;
    return std::nullopt;
}

std::optional<http::Response> Exchange::judgeContent()
{
    if (m_route.content == Content::None || (m_request.body.empty() && m_route.method == Method::Post)) {
        return std::nullopt;
    }
    const bool lines = m_route.content == Content::JsonLines;
    const auto type = m_request.header("Content-Type");
    if (!isMediaType(type, "application/json") && !(lines && isMediaType(type, "application/jsonl"))
        && !(lines && isMediaType(type, "application/x-ndjson"))) {
        return http::problem(415, "unsupported_media_type", "The body must be application/json.");
    }
    if (lines) {
        return std::nullopt;
    }
    auto body = readBody(m_request.body);
    if (!body) {
        return problemOf(body.error());
    }
    m_body = *std::move(body);
    return std::nullopt;
}

http::Response Exchange::handled(postgres::Session &session)
{
    if (m_route.method == Method::Post && m_request.hasHeader("Idempotency-Key")) {
        return repeatable(session);
    }
    auto response = inTransaction(session, nullptr);
    return response ? *std::move(response) : failed(response.error());
}

Repeatable Exchange::repeat(std::string_view key) const
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    for (const auto &part : { m_request.method, m_request.path, m_request.query, m_request.body }) {
        hash.addData(QByteArray::number(static_cast<qulonglong>(part.size())));
        hash.addData(":");
        hash.addData(QByteArrayView(part.data(), static_cast<qsizetype>(part.size())));
    }
    return { m_caller.tokenId, QString::fromUtf8(key.data(), static_cast<qsizetype>(key.size())),
        hash.result() };
}

http::Response Exchange::repeatable(postgres::Session &session)
{
    const auto key = m_request.header("Idempotency-Key");
    if (key.empty() || key.size() > longestKey) {
        Error error{ ErrorKind::InvalidInput, "invalid", "The Idempotency-Key is not understood.", {} };
        error.fields.push_back({ "Idempotency-Key", "is a text of 1 to 255 characters" });
        return problemOf(error);
    }
    const auto request = repeat(key);
    Repeats repeats(session);
    auto known = repeats.begin(request);
    if (!known || *known) {
        return known ? **std::move(known) : failed(known.error());
    }
    auto response = inTransaction(session, &request);
    if (response) {
        return *std::move(response);
    }
    auto refusal = failed(response.error());
    // What another try would answer in the same way is kept; what it might not is forgotten.
    const auto noted = refusal.status < 500 ? repeats.keep(request, refusal) : repeats.forget(request);
    if (!noted) {
        m_parts.log.warning(
            "repeat_not_noted", { { "request_id", m_request.id }, { "detail", noted.error().detail } });
    }
    return refusal;
}

Result<http::Response> Exchange::inTransaction(postgres::Session &session, const Repeatable *repeat)
{
    postgres::Transaction transaction(session);
    if (!transaction.begun()) {
        return transaction.begun().error();
    }
    auto answer = called(session);
    if (!answer) {
        return answer.error();
    }
    auto response = responseOf(*answer);
    auto done = repeat == nullptr ? Result<void>() : Repeats(session).keep(*repeat, response);
    if (done) {
        done = transaction.commit();
    }
    return done ? Result<http::Response>(std::move(response)) : done.error();
}

Result<Answer> Exchange::called(postgres::Session &session)
{
    const bool everything = m_caller.seesEverything();
    const auto entered = session.first<bool>(u"api/enter_tenant"_s,
        { { u":organization"_s, m_caller.organizationId },
            { u":superuser"_s, everything ? u"on"_s : u"off"_s } },
        [](const postgres::Row &) { return true; });
    if (!entered) {
        return entered.error();
    }
    Call call{ m_caller, m_path, Query(m_request.query), m_request.body, m_body, session,
        m_parts.databaseUrl };
    if (m_route.method != Method::Get) {
        if (auto judged = call.query.judge(); !judged) {
            return judged.error(); // before anything is changed
        }
    }
    auto answer = m_route.handle(call);
    if (auto judged = call.query.judge(); !judged) {
        return judged.error();
    }
    return answer;
}

http::Response Exchange::failed(const Error &error) const
{
    auto response = problemOf(error);
    if (response.status >= 500) {
        m_parts.log.warning("api_request_failed",
            { { "request_id", m_request.id }, { "code", error.code }, { "message", error.message },
                { "detail", error.detail } });
    }
    return response;
}

} // namespace billhook::api
