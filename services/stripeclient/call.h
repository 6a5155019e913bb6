#pragma once

#include "models/domain/result.h"
#include "services/concurrency/cancellation.h"
#include "services/observability/log.h"
#include "services/stripeclient/answer.h"
#include "services/stripeclient/clientoptions.h"
#include "services/stripeclient/ratebudget.h"
#include "services/stripeclient/request.h"

#include <QDeadlineTimer>
#include <QElapsedTimer>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QNetworkRequest>
#include <QObject>
#include <QPromise>
#include <QTimer>

#include <memory>
#include <optional>

namespace billhook::stripeclient {

/** What all calls of one client share. Made, used and destroyed on the client's thread. */
struct Wire
{
    Wire(ClientOptions given, observability::Log &target, bool livemode)
        : options(std::move(given))
        , log(target)
        , budget(livemode)
    { }

    ClientOptions options;
    observability::Log &log;
    RateBudget budget;
    QNetworkAccessManager network;
};

/**
 * One call with all its attempts: waits for the budget, sends, decides, sends again, and ends by its deadline
 * or its cancellation at the latest. Lives on the client's thread and deletes itself when done; one that is
 * destroyed before ends as canceled.
 */
class Call final : public QObject
{
    Q_OBJECT
public:
    using Promise = std::shared_ptr<QPromise<domain::Result<Answer>>>;

    Call(Wire &wire, Request request, concurrency::Cancellation cancellation, Promise promise,
        QObject *parent);
    Call(const Call &) = delete;
    Call &operator=(const Call &) = delete;
    ~Call() override;

    void start();

private:
    void proceed(); ///< sends as soon as the budget allows
    void send();
    QNetworkRequest frame() const;
    void receive();
    std::optional<Answer> readAnswer(); ///< nothing: no answer, or one cut off
    void decide(const std::optional<Answer> &answer);
    bool retry(const std::optional<Answer> &answer); ///< false: that was the last attempt
    void expire();
    void cancel();
    void dropReply();
    void finish(domain::Result<Answer> result);
    void writeLog(const std::optional<Answer> &answer);
    domain::Error unreachable() const;

    Wire &m_wire;
    Request m_request;
    concurrency::Cancellation m_cancellation;
    Promise m_promise; ///< null: finished
    QDeadlineTimer m_deadline;
    QTimer m_wait; ///< for the budget or the next attempt
    QTimer m_expiry;
    QElapsedTimer m_sent;
    QNetworkReply *m_reply = nullptr;
    QString m_failure; ///< why the last attempt had no answer
    int m_attempts = 0;
    bool m_entered = false; ///< the cancellation holds an interrupt of ours
};

} // namespace billhook::stripeclient
