#include "services/stripeclient/call.h"

#include "services/stripeclient/oneshotbody.h"
#include "services/stripeclient/retry.h"

#include <QRandomGenerator>
#include <QUrl>

#include <array>

namespace billhook::stripeclient {

using domain::Error;
using domain::ErrorKind;
using domain::Result;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

Error canceledError()
{
    return { ErrorKind::Timeout, "canceled",
        "The request to Stripe was taken back; whether it had an effect is not known.", {} };
}

std::optional<bool> readShouldRetry(const QByteArray &header)
{
    if (header == "true") {
        return true;
    }
    return header == "false" ? std::optional(false) : std::nullopt;
}

std::chrono::milliseconds roundedUp(std::chrono::steady_clock::duration wait)
{
    return std::chrono::ceil<std::chrono::milliseconds>(wait);
}

} // namespace

Call::Call(
    Wire &wire, Request request, concurrency::Cancellation cancellation, Promise promise, QObject *parent)
    : QObject(parent)
    , m_wire(wire)
    , m_request(std::move(request))
    , m_cancellation(std::move(cancellation))
    , m_promise(std::move(promise))
    , m_deadline(wire.options.deadline)
{
    for (QTimer *timer : { &m_wait, &m_expiry }) {
        timer->setSingleShot(true);
        timer->setTimerType(Qt::PreciseTimer); // a coarse one may be early
    }
    connect(&m_wait, &QTimer::timeout, this, &Call::proceed);
    connect(&m_expiry, &QTimer::timeout, this, &Call::expire);
}

Call::~Call()
{
    finish(canceledError());
}

void Call::start()
{
    m_entered = m_cancellation.enter(
        [this] { QMetaObject::invokeMethod(this, &Call::cancel, Qt::QueuedConnection); });
    if (!m_entered) {
        finish(canceledError());
        return;
    }
    m_expiry.start(m_wire.options.deadline);
    proceed();
}

void Call::proceed()
{
    const std::string endpoint = std::string(methodName(m_request.method)) + " " + m_request.endpoint;
    const auto wait = m_wire.budget.tryTake(endpoint, std::chrono::steady_clock::now());
    if (wait > wait.zero()) {
        m_wait.start(roundedUp(wait));
        return;
    }
    send();
}

QNetworkRequest Call::frame() const
{
    const QByteArray origin = m_wire.options.apiBase.toEncoded(
        QUrl::RemovePath | QUrl::RemoveQuery | QUrl::RemoveFragment | QUrl::RemoveUserInfo);
    QNetworkRequest request(QUrl::fromEncoded(origin + QByteArray::fromStdString(m_request.target())));
    request.setRawHeader("Accept", "application/json");
    request.setRawHeader("Content-Type", "application/x-www-form-urlencoded");
    request.setRawHeader("User-Agent", "Billhook");
    request.setRawHeader("Stripe-Version", apiVersion);
    request.setRawHeader("Authorization", "Bearer " + m_wire.options.secretKey);
    if (m_request.method == Method::Post) {
        request.setRawHeader("Idempotency-Key", QByteArray::fromStdString(m_request.idempotencyKey));
    }
    for (const auto attribute : { QNetworkRequest::CookieLoadControlAttribute,
             QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::AuthenticationReuseAttribute }) {
        request.setAttribute(attribute, QNetworkRequest::Manual);
    }
    request.setAttribute(QNetworkRequest::Http2AllowedAttribute, false);
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
    return request;
}

void Call::send()
{
    ++m_attempts;
    m_sent.start();
    QNetworkRequest request = frame();
    switch (m_request.method) {
    case Method::Get:
        m_reply = m_wire.network.get(request);
        break;
    case Method::Delete:
        m_reply = m_wire.network.deleteResource(request);
        break;
    case Method::Post: {
        const auto body = QByteArray::fromStdString(m_request.body());
        request.setHeader(QNetworkRequest::ContentLengthHeader, body.size());
        request.setAttribute(QNetworkRequest::DoNotBufferUploadDataAttribute, true);
        auto *device = new OneShotBody(body, this);
        m_reply = m_wire.network.post(request, device);
        device->setParent(m_reply);
        break;
    }
    }
    connect(m_reply, &QNetworkReply::finished, this, &Call::receive);
}

void Call::receive()
{
    const auto answer = readAnswer();
    writeLog(answer);
    m_reply->deleteLater();
    m_reply = nullptr;
    if (!retry(answer)) {
        decide(answer);
    }
}

std::optional<Answer> Call::readAnswer()
{
    Answer answer;
    answer.status = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    answer.body = m_reply->readAll().toStdString();
    answer.contentType = m_reply->header(QNetworkRequest::ContentTypeHeader).toString().toStdString();
    answer.requestId = m_reply->rawHeader("Request-Id").toStdString();
    answer.replayed = m_reply->rawHeader("Idempotent-Replayed") == "true";
    answer.shouldRetry = readShouldRetry(m_reply->rawHeader("Stripe-Should-Retry"));
    answer.retryAfter = readRetryAfter(m_reply->rawHeader("Retry-After").toStdString());
    readBody(answer);
    // An object that is complete is an answer, whatever became of the connection. Of anything else Qt or the
    // promise of JSON tell whether its end is missing.
    const bool failed = m_reply->error() != QNetworkReply::NoError && m_reply->error() < 200;
    const bool reset = m_reply->error() == QNetworkReply::ContentReSendError;
    const bool promised = answer.contentType.starts_with("application/json");
    if (answer.status == 0 || (!answer.json.isObject() && (failed || reset || promised))) {
        m_failure = answer.status == 0 ? m_reply->errorString() : u"the answer was cut off"_s;
        if (reset) {
            m_failure = u"the connection was closed"_s;
        }
        return {};
    }
    return answer;
}

bool Call::retry(const std::optional<Answer> &answer)
{
    if (m_attempts > m_wire.options.maxRetries || !mayRetry(answer)) {
        return false;
    }
    const int permille = QRandomGenerator::global()->bounded(500, 1001);
    const auto delay = retryDelay(m_attempts, m_wire.options.firstRetryDelay, permille, answer);
    if (delay >= m_deadline.remainingTimeAsDuration()) {
        return false;
    }
    m_wait.start(delay);
    return true;
}

void Call::decide(const std::optional<Answer> &answer)
{
    if (!answer) {
        finish(unreachable());
        return;
    }
    if (answer->succeeded() && !answer->json.isObject()) {
        finish(Error{ ErrorKind::Unavailable, "stripe_unreadable",
            "The answer of Stripe's address is not Stripe's (no JSON); whether the change was made is not "
            "known. "
            "Check what stands between this machine and STRIPE_API_BASE.",
            "status=" + std::to_string(answer->status) + " content_type=" + answer->contentType });
        return;
    }
    finish(*answer);
}

Error Call::unreachable() const
{
    const char *known
        = m_request.method == Method::Get ? "Try again." : "Whether the change was made is not known.";
    return { ErrorKind::Unavailable, "stripe_unreachable",
        "Stripe did not answer (" + m_failure.toStdString() + "). " + known,
        "attempts=" + std::to_string(m_attempts) };
}

void Call::expire()
{
    if (m_reply != nullptr) {
        m_failure = u"no answer in time"_s;
        writeLog({});
        dropReply();
    }
    if (m_attempts == 0) {
        finish(Error{ ErrorKind::Overloaded, "stripe_rate_budget",
            "Too many requests to Stripe are waiting for their turn; this one was not sent. Try again.",
            {} });
        return;
    }
    finish(Error{ ErrorKind::Timeout, "stripe_timeout",
        "Stripe did not answer in time; whether the change was made is not known.",
        "attempts=" + std::to_string(m_attempts) });
}

void Call::cancel()
{
    dropReply();
    finish(canceledError());
}

void Call::dropReply()
{
    if (m_reply == nullptr) {
        return;
    }
    m_reply->disconnect(this);
    m_reply->abort();
    m_reply->deleteLater();
    m_reply = nullptr;
}

void Call::finish(Result<Answer> result)
{
    if (m_promise == nullptr) {
        return;
    }
    dropReply();
    m_wait.stop();
    m_expiry.stop();
    if (m_entered) {
        m_cancellation.leave();
    }
    const Promise promise = std::move(m_promise);
    promise->addResult(std::move(result));
    promise->finish();
    deleteLater();
}

void Call::writeLog(const std::optional<Answer> &answer)
{
    const bool good = answer && answer->succeeded();
    const bool harmless = good && m_request.method == Method::Get;
    const auto level = harmless ? observability::LogLevel::Debug
        : good                  ? observability::LogLevel::Info
                                : observability::LogLevel::Warning;
    const std::string code = answer ? std::string(answer->json["error"]["code"].text()) : std::string();
    m_wire.log.write(level, "stripe_call",
        { { "method", methodName(m_request.method) }, { "endpoint", m_request.endpoint },
            { "idempotency_key", m_request.idempotencyKey }, { "attempt", m_attempts },
            { "duration_ms", m_sent.elapsed() }, { "status", answer ? answer->status : 0 },
            { "request_id", answer ? answer->requestId : std::string() }, { "code", code },
            { "failure", answer ? std::string() : m_failure.toStdString() } });
}

} // namespace billhook::stripeclient
