#include "services/operations/executor.h"

#include "services/observability/crashpoint.h"
#include "services/observability/log.h"
#include "services/operations/lookup.h"

#include <algorithm>

namespace billhook::operations {

using domain::Error;
using domain::Result;
using observability::crashPoint;
using stripeclient::Answer;
using stripeclient::Method;
using stripeclient::Request;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

OperationFailure failureOf(const Error &error, const std::string &stripeRequestId = {})
{
    return { QString::fromStdString(error.code), QString::fromStdString(error.message),
        QString::fromStdString(stripeRequestId) };
}

OperationFailure failureOf(const Answer &answer)
{
    auto failure = failureOf(errorOf(answer), answer.requestId);
    const auto refusal = stripeclient::refusalOf(answer);
    failure.stripeCode
        = QString::fromStdString(refusal.declineCode.empty() ? refusal.code : refusal.declineCode);
    return failure;
}

/** Answers after which the same step may succeed: nothing of them is stored under its key. */
bool mayPass(const Answer &answer)
{
    return answer.status == 409 || answer.status == 424 || answer.status == 429 || answer.status >= 500;
}

/** 1, 2, 4 ... s up to five minutes. */
std::chrono::seconds pauseAfter(int attempts)
{
    constexpr auto longest = 300s;
    constexpr int doublings = 9;
    return std::min<std::chrono::seconds>(
        longest, std::chrono::seconds(1LL << std::clamp(attempts - 1, 0, doublings)));
}

} // namespace

Executor::Executor(
    postgres::Session &session, stripeclient::Client &client, observability::Log &log, ExecutorClaim claim)
    : m_store(session)
    , m_client(client)
    , m_log(log)
    , m_claim(std::move(claim))
{ }

Result<void> Executor::execute(const QUuid &id, const concurrency::Cancellation &cancellation)
{
    crashPoint("operation_before_claim");
    auto claimed = m_store.claim(id, m_claim);
    if (!claimed || !*claimed) {
        return claimed ? Result<void>() : claimed.error();
    }
    crashPoint("operation_after_claim");
    auto operation = m_store.read(id);
    if (!operation) {
        return operation.error();
    }
    for (OperationStep &step : operation->steps) {
        if (step.state == OperationState::Done) {
            continue;
        }
        auto outcome = perform(step, operation->steps, cancellation);
        if (!outcome) {
            return outcome.error();
        }
        if (outcome->verdict != Verdict::Done) {
            return end(*operation, step, *outcome);
        }
    }
    return finish(*operation);
}

Result<Executor::Outcome> Executor::perform(OperationStep &step, const std::vector<OperationStep> &steps,
    const concurrency::Cancellation &cancellation)
{
    const Request request = requestOf(step, steps);
    const bool sentBefore = step.sentAt.isValid();
    auto begun = m_store.beginStep(step.id, m_claim);
    if (!begun) {
        return begun.error();
    }
    if (!*begun) {
        return Outcome{ Verdict::Lost };
    }
    crashPoint("step_before_call");
    if (sentBefore) {
        auto effect = lookUp(m_client, request, step, cancellation);
        if (!effect) {
            return Outcome{ Verdict::Unknown, failureOf(effect.error()) };
        }
        if (*effect) {
            step.object = (*effect)->object;
            step.stripeRequestId = QString::fromStdString((*effect)->stripeRequestId);
            return keep(step, (*effect)->response);
        }
    }
    return send(step, request, cancellation);
}

Result<Executor::Outcome> Executor::send(
    OperationStep &step, const Request &request, const concurrency::Cancellation &cancellation)
{
    auto answer = m_client.call(request, cancellation);
    crashPoint("step_after_call");
    if (!answer) {
        return Outcome{ Verdict::Unknown, failureOf(answer.error()) };
    }
    return judge(step, request, *answer, cancellation);
}

Result<Executor::Outcome> Executor::judge(OperationStep &step, const Request &request, const Answer &answer,
    const concurrency::Cancellation &cancellation)
{
    const bool goneAlready = request.method == Method::Delete && answer.status == 404;
    if (answer.succeeded() || goneAlready) {
        step.object = goneAlready ? request.id : std::string(answer.json["id"].text());
        step.stripeRequestId = QString::fromStdString(answer.requestId);
        return keep(step, answer.body);
    }
    if (answer.status >= 500 && answer.replayed) {
        return judgeStored(step, request, answer, cancellation);
    }
    return Outcome{ mayPass(answer) ? Verdict::Unknown : Verdict::Refused, failureOf(answer),
        answer.retryAfter.value_or(0s) };
}

/** Stripe keeps a failure under its key and would give it for ever: what is true there decides. */
Result<Executor::Outcome> Executor::judgeStored(OperationStep &step, const Request &request,
    const Answer &answer, const concurrency::Cancellation &cancellation)
{
    step.sentAt = step.sentAt.isValid() ? step.sentAt : QDateTime::currentDateTimeUtc();
    auto effect = lookUp(m_client, request, step, cancellation);
    if (!effect) {
        return Outcome{ Verdict::Unknown, failureOf(effect.error()) };
    }
    if (*effect) {
        step.object = (*effect)->object;
        step.stripeRequestId = QString::fromStdString((*effect)->stripeRequestId);
        return keep(step, (*effect)->response);
    }
    return Outcome{ Verdict::Refused,
        { u"stripe_failed_for_good"_s,
            u"Stripe failed in the middle of this and answers the same to every repeat. Nothing of this step "
            u"is there "
            u"now. What the steps before did is kept; do it again to try afresh."_s,
            QString::fromStdString(answer.requestId) } };
}

Result<Executor::Outcome> Executor::keep(OperationStep &step, const std::string &response)
{
    auto kept = m_store.endStep(step, response, m_claim);
    if (!kept) {
        return kept.error();
    }
    crashPoint("step_after_keep");
    return Outcome{ *kept ? Verdict::Done : Verdict::Lost };
}

Result<void> Executor::end(const Operation &operation, const OperationStep &step, const Outcome &outcome)
{
    m_log.warning("operation_stopped",
        { { "operation", operation.id.toString(QUuid::WithoutBraces).toStdString() }, { "step", step.name },
            { "code", outcome.failure.code.toStdString() },
            { "for_good", outcome.verdict == Verdict::Refused } });
    if (outcome.verdict == Verdict::Lost) {
        return {};
    }
    const auto pause = std::max(outcome.pause, pauseAfter(operation.attempts));
    auto ended = outcome.verdict == Verdict::Refused
        ? m_store.endFailed(operation.id, m_claim, step.id, outcome.failure)
        : m_store.release(operation.id, m_claim, pause, outcome.failure);
    crashPoint("operation_after_end");
    return ended ? Result<void>() : ended.error();
}

Result<void> Executor::finish(const Operation &operation)
{
    crashPoint("operation_before_end");
    auto ended = m_store.endDone(operation.id, m_claim);
    crashPoint("operation_after_end");
    if (!ended) {
        return ended.error();
    }
    m_log.info("operation_done",
        { { "operation", operation.id.toString(QUuid::WithoutBraces).toStdString() },
            { "kind", operation.kind.toStdString() } });
    return {};
}

} // namespace billhook::operations
