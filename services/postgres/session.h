#pragma once

#include "models/domain/result.h"
#include "services/postgres/transaction.h"

#include <QByteArray>
#include <QDateTime>
#include <QString>
#include <QStringList>
#include <QVariant>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace billhook::postgres {

/** The group a connection takes on with SET ROLE before anything else (design.md "Who may do what"). */
enum class Group
{
    Owner,
    Daemon,
    Api,
    Finance,
    Admin,
    Directory
};

struct ConnectOptions
{
    QString url; ///< postgresql:// URL with libpq options, parsed by libpq itself; several hosts allowed
    Group group = Group::Finance;
    QString applicationName;
    std::chrono::milliseconds statementTimeout{ 15'000 };
    /** Statement areas (folders of resources/sql/statements) prepared at open, so that a schema that does not
     * fit is found there; any other is when it is first used. */
    QStringList areas{};
    QStringList settings{}; ///< "name = value" of our own, SET at open
};

using Bindings = std::vector<std::pair<QString, QVariant>>; ///< {":name", value}

/** One row of an answer, valid inside the mapper only. Columns by name; a column that is not there is our bug
 * (throws). */
class Row
{
public:
    virtual ~Row() = default;
    virtual bool isNull(const char *column) const = 0;
    virtual qint64 integer(const char *column) const = 0;
    virtual bool boolean(const char *column) const = 0;
    virtual QString text(const char *column) const = 0;
    virtual QByteArray bytes(const char *column) const = 0;
    virtual QDateTime instant(const char *column) const = 0; ///< UTC
    virtual QDate date(const char *column) const = 0;
};

/**
 * One QPSQL connection: opened, used and destroyed in one thread (a stack object of that thread or of its
 * worker). Statements are .sql resources named "<area>/<verb>_<what>"; their :parameters
 * are bound by name. A QStringList is bound as an array literal: `:ids::text[]`. SQLSTATE decides errors:
 * 08xxx/57P0x/53xxx Unavailable, 57014 Timeout, 23505 Conflict, 42501 Forbidden, 40001/40P01/55P03 Overloaded
 * (the whole use case may be tried again), else Internal. A call that takes longer than statementTimeout
 * by half of it, or by 5 s, is given up on this side (Timeout), whatever the network does.
 */
class Session final : public Transactional
{
public:
    /** Connects, SET ROLE, prepares the areas named. Unavailable, Configuration or Forbidden on failure. */
    static domain::Result<std::unique_ptr<Session>> open(const ConnectOptions &options);
    Session(const Session &) = delete;
    Session &operator=(const Session &) = delete;
    ~Session() override;

    /**
     * Prepares a statement of our own making under its name, unless it is there; never with foreign text in
     * it. The latest few dozen are kept.
     */
    domain::Result<void> prepare(const QString &statement, const QString &sql);

    domain::Result<void> forEach(
        const QString &statement, const Bindings &bindings, const std::function<void(const Row &)> &visit);

    template <typename T>
    domain::Result<std::vector<T>> all(
        const QString &statement, const Bindings &bindings, const std::function<T(const Row &)> &map)
    {
        std::vector<T> values;
        auto done = forEach(statement, bindings, [&](const Row &row) { values.push_back(map(row)); });
        if (!done) {
            return done.error();
        }
        return values;
    }

    template <typename T>
    domain::Result<std::optional<T>> first(
        const QString &statement, const Bindings &bindings, const std::function<T(const Row &)> &map)
    {
        std::optional<T> value;
        auto done = forEach(statement, bindings, [&](const Row &row) {
            if (!value) {
                value = map(row);
            }
        });
        if (!done) {
            return done.error();
        }
        return value;
    }

    /** Runs a statement that returns no rows; the number of rows it changed. */
    domain::Result<qint64> execute(const QString &statement, const Bindings &bindings = {});

    /** Runs our own SQL text as it is (migrations, DDL); never with foreign text in it. */
    domain::Result<void> executeText(const QString &sql);

    /** Cancels what runs in another thread's session; callable from any thread while the session lives. */
    std::function<void()> canceller() const;

    QString connectionName() const;

    /** The connection is gone or of no use (server away, deadline passed, server read-only): open another
     * session. */
    bool broken() const;

private:
    Session();
    domain::Result<void> beginTransaction(Transaction::Mode mode) override;
    domain::Result<void> commitTransaction() override;
    void rollbackTransaction() override;
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace billhook::postgres
