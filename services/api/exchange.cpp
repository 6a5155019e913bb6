#include "services/api/exchange.h"

#include "services/api/body.h"
#include "services/api/operationanswers.h"
#include "services/api/problem.h"
#include "services/api/requestparts.h"
#include "services/observability/log.h"
#include "services/operations/operationstore.h"
#include "services/postgres/session.h"

#include <QCryptographicHash>
#include <QJsonDocument>
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
constexpr auto longestWait = 8s; ///< for Stripe

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
        response.contentType = answer.status >= 400 ? http::problemType : "application/json";
        response.body = QJsonDocument(answer.body).toJson(QJsonDocument::Compact).toStdString();
    }
    return response;
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

bool Exchange::carryOut(const Result<postgres::Session *> &session)
{
    if (m_waiting) {
        return lookAgain(session);
    }
    if (!session) {
        answer(failed(session.error()));
        return true;
    }
    try {
        auto refusal = identify(**session);
        refusal = refusal ? std::move(refusal) : judgeRate();
        refusal = refusal ? std::move(refusal) : judgeAccess();
        refusal = refusal ? std::move(refusal) : judgeContent();
        auto response = refusal ? *std::move(refusal) : handled(**session);
        if (m_waiting) {
            m_parts.wakeOperations();
            return false;
        }
        answer(std::move(response));
    } catch (const std::exception &failure) {
        answer(failed({ ErrorKind::Internal, "internal_error", {}, failure.what() }));
    }
    return true;
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
    if (auto known = answeredBefore(session)) {
        return *std::move(known);
    }
    auto response = inTransaction(session);
    if (response.status >= 400 && m_repeat) {
        note(session, response);
    }
    return response;
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

/** What was answered to the first request with this key, or that it is of no use. */
std::optional<http::Response> Exchange::answeredBefore(postgres::Session &session)
{
    if (m_route.method != Method::Post || !m_request.hasHeader("Idempotency-Key")) {
        return std::nullopt;
    }
    const auto key = m_request.header("Idempotency-Key");
    if (key.empty() || key.size() > longestKey) {
        Error error{ ErrorKind::InvalidInput, "invalid", "The Idempotency-Key is not understood.", {} };
        error.fields.push_back({ "Idempotency-Key", "is a text of 1 to 255 characters" });
        return problemOf(error);
    }
    auto request = repeat(key);
    auto known = Repeats(session).begin(request);
    if (!known) {
        return failed(known.error());
    }
    if (!*known) {
        m_repeat = std::move(request);
    }
    return *std::move(known);
}

/** What another try would answer in the same way is kept; what it might not is forgotten. */
void Exchange::note(postgres::Session &session, const http::Response &response)
{
    Repeats repeats(session);
    const auto noted = response.status < 500 ? repeats.keep(*m_repeat, response) : repeats.forget(*m_repeat);
    if (!noted) {
        m_parts.log.warning(
            "repeat_not_noted", { { "request_id", m_request.id }, { "detail", noted.error().detail } });
    }
}

http::Response Exchange::inTransaction(postgres::Session &session)
{
    postgres::Transaction transaction(session);
    if (!transaction.begun()) {
        return failed(transaction.begun().error());
    }
    auto answer = called(session);
    if (!answer) {
        return failed(answer.error());
    }
    if (answer->status >= 400) {
        return responseOf(*answer);
    }
    auto response
        = answer->begun ? accepted(session, *answer->begun) : Result<http::Response>(responseOf(*answer));
    auto done = response ? Result<void>() : Result<void>(response.error());
    if (done && m_repeat) {
        done = m_waiting ? Repeats(session).keepAccepted(*m_repeat, *response)
                         : Repeats(session).keep(*m_repeat, *response);
    }
    if (done) {
        done = transaction.commit();
    }
    if (!done) {
        m_waiting.reset();
        return failed(done.error());
    }
    return *std::move(response);
}

/** The answer waits from now on; this is what it is should that take too long. */
Result<http::Response> Exchange::accepted(postgres::Session &session, const Begun &begun)
{
    const auto operation = operations::OperationStore(session).read(begun.operation);
    if (!operation) {
        return operation.error();
    }
    m_waiting = Awaited{ begun, responseOf(acceptedAnswer(*operation)) };
    return m_waiting->accepted;
}

bool Exchange::lookAgain(const Result<postgres::Session *> &session)
{
    const bool late = m_parts.hurried || Callers::Clock::now() >= m_begun + longestWait;
    std::optional<http::Response> response;
    if (session) {
        try {
            response = ended(**session);
        } catch (const std::exception &failure) {
            response = failed({ ErrorKind::Internal, "internal_error", {}, failure.what() });
        }
    }
    if (!response && !late) {
        return false;
    }
    if (!response && session && m_repeat) {
        note(**session, m_waiting->accepted);
    }
    answer(response ? *std::move(response) : std::move(m_waiting->accepted));
    return true;
}

/** Nothing while the operation goes on, or can't be looked at. */
std::optional<http::Response> Exchange::ended(postgres::Session &session)
{
    postgres::Transaction transaction(session);
    if (!transaction.begun() || !enter(session)) {
        return std::nullopt;
    }
    const auto operation = operations::OperationStore(session).read(m_waiting->begun.operation);
    if (!operation || !operation->finished()) {
        return std::nullopt;
    }
    auto call = this->call(session);
    auto answer = operation->state == operations::OperationState::Done
        ? m_waiting->begun.finished(call, *operation)
        : Result<Answer>(failureAnswer(*operation));
    if (!answer) {
        return failed(answer.error());
    }
    auto response = responseOf(*answer);
    const auto kept = m_repeat ? Repeats(session).keep(*m_repeat, response) : Result<void>();
    if (!kept || !transaction.commit()) {
        return std::nullopt;
    }
    return response;
}

Result<void> Exchange::enter(postgres::Session &session) const
{
    const auto entered = session.first<bool>(u"api/enter_tenant"_s,
        { { u":organization"_s, m_caller.organizationId },
            { u":superuser"_s, m_caller.seesEverything() ? u"on"_s : u"off"_s },
            { u":token"_s, m_caller.tokenId } },
        [](const postgres::Row &) { return true; });
    return entered ? Result<void>() : entered.error();
}

Call Exchange::call(postgres::Session &session) const
{
    return { m_caller, m_path, Query(m_request.query), m_request.body, m_body, session, m_parts.databaseUrl,
        m_request, m_parts.reachesStripe };
}

Result<Answer> Exchange::called(postgres::Session &session) const
{
    if (auto entered = enter(session); !entered) {
        return entered.error();
    }
    auto call = this->call(session);
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
