#include "services/postgres/pipeline.h"

#include "services/postgres/connection.h"
#include "services/postgres/connectionurl.h"
#include "services/postgres/copyrows.h"
#include "services/postgres/group.h"
#include "services/postgres/parametersprivate.h"
#include "services/postgres/rowsprivate.h"
#include "services/postgres/sqlerror.h"

#include <algorithm>
#include <iterator>
#include <set>

namespace billhook::postgres {

using domain::Error;
using domain::ErrorKind;
using domain::Result;

class Pipeline::Private final
{
public:
    explicit Private(PipelineOptions given)
        : options(std::move(given))
    { }

    Deadline deadline() const { return std::chrono::steady_clock::now() + options.callDeadline; }
    bool connected() const { return connection && connection->alive(); }
    Result<void> connect();
    Result<void> setUp(Deadline limit);
    Result<void> prepare(const std::string &area, Deadline limit);
    Result<void> check(std::string_view statement, const Parameters &parameters);
    Result<void> settle() const
    {
        return connection ? connection->settle(options.callDeadline) : Result<void>();
    }

    PipelineOptions options;
    std::unique_ptr<Connection> connection;
    std::set<std::string, std::less<>> names;
    Rewrite rewrite;
    bool inTransaction = false;
};

Result<void> Pipeline::Private::connect()
{
    if (connected()) {
        return {};
    }
    if (inTransaction) {
        return sqlError({}, "transaction", "the connection was lost inside a transaction");
    }
    auto url = ConnectionUrl::parse(options.url);
    if (!url) {
        return url.error();
    }
    if (!options.applicationName.empty()) {
        url->set("application_name", options.applicationName);
    }
    const Deadline limit = deadline();
    auto opened = Connection::open(*url, limit);
    if (!opened) {
        return opened.error();
    }
    connection = std::move(*opened);
    names.clear();
    auto ready = setUp(limit);
    if (!ready) {
        connection.reset(); // half set up, it must not be used
    }
    return ready;
}

Result<void> Pipeline::Private::setUp(Deadline limit)
{
    std::string text = options.role.empty() ? std::string()
                                            : "SET ROLE " + connection->quotedIdentifier(options.role) + ";";
    // The server ends a statement a little earlier than we do, so that the connection survives a slow one.
    text += serverLimits(options.callDeadline * 9 / 10) + "SET synchronous_commit = on; SET TimeZone = 'UTC'";
    auto set = connection->execute(text, limit);
    if (!set) {
        return notSetUp(set.error(), options.role.c_str());
    }
    for (const auto &area : options.areas) {
        if (auto prepared = prepare(area, limit); !prepared) {
            return prepared;
        }
    }
    return {};
}

/** What an earlier try got ready of the area is left as it is. */
Result<void> Pipeline::Private::prepare(const std::string &area, Deadline limit)
{
    auto statements = statementsOf(area);
    if (!statements) {
        return statements.error();
    }
    std::copy_if(options.made.begin(), options.made.end(), std::back_inserter(*statements),
        [&](const Statement &statement) { return areaOf(statement.name) == area; });
    for (const Statement &statement : *statements) {
        if (names.contains(statement.name)) {
            continue;
        }
        const auto sql = rewrite ? rewrite(statement) : statement.sql;
        auto prepared = connection->prepare(statement.name, sql, limit);
        if (!prepared) {
            return notPrepared(prepared.error());
        }
        names.insert(statement.name);
    }
    return {};
}

Pipeline::Pipeline(PipelineOptions options)
    : d(std::make_unique<Private>(std::move(options)))
{ }

Pipeline::~Pipeline() = default;

void Pipeline::rewriteBy(Rewrite rewrite)
{
    d->rewrite = std::move(rewrite);
}

/** Whether the statement can be sent, on a connection made where there was none. */
Result<void> Pipeline::Private::check(std::string_view statement, const Parameters &parameters)
{
    if (parameters.d->hasNul) {
        return Error{ ErrorKind::InvalidInput, "text_with_nul", "Text must not contain a NUL character.",
            std::string(statement) };
    }
    auto ready = connect();
    if (ready && !names.contains(statement)) {
        ready = settle(); // while answers are owed nothing can be prepared
        if (ready) {
            ready = prepare(areaOf(statement), deadline());
        }
    }
    if (!ready) {
        return ready;
    }
    if (!names.contains(statement)) {
        return Error{ ErrorKind::Internal, "statement_missing", "A statement of this program is missing.",
            std::string(statement) };
    }
    return {};
}

Result<Rows> Pipeline::run(std::string_view statement, const Parameters &parameters)
{
    auto ready = d->settle();
    if (ready) {
        ready = d->check(statement, parameters);
    }
    if (!ready) {
        return ready.error();
    }
    auto answer
        = d->connection->executePrepared(std::string(statement), parameters.d->forLibpq(), d->deadline());
    if (!answer) {
        return answer.error();
    }
    Rows rows;
    rows.d = std::make_unique<Rows::Private>(std::move(*answer));
    return rows;
}

Result<void> Pipeline::post(std::string_view statement, const Parameters &parameters)
{
    const auto ready = d->check(statement, parameters);
    return ready ? d->connection->post(std::string(statement), parameters.d->forLibpq()) : ready;
}

Result<void> Pipeline::settle()
{
    return d->settle();
}

Result<void> Pipeline::copy(const CopyRows &rows)
{
    auto ready = d->settle();
    if (ready) {
        ready = d->connect();
    }
    if (!ready) {
        return ready;
    }
    return d->connection->copy(rows.statement(), rows.body(), d->deadline());
}

Result<void> Pipeline::beginTransaction(Transaction::Mode mode)
{
    auto ready = d->settle();
    if (ready) {
        ready = d->connect();
    }
    if (!ready) {
        return ready;
    }
    auto begun = d->connection->execute(beginStatement(mode), d->deadline());
    if (!begun) {
        return begun.error();
    }
    d->inTransaction = true;
    return {};
}

Result<void> Pipeline::commitTransaction()
{
    if (auto settled = d->settle(); !settled) {
        rollbackTransaction();
        return settled;
    }
    if (!d->inTransaction || !d->connected()) {
        d->inTransaction = false;
        return sqlError({}, "commit", "the connection was lost inside the transaction, before its COMMIT");
    }
    d->inTransaction = false;
    auto committed = d->connection->execute("COMMIT", d->deadline());
    if (!committed) {
        return committed.error().kind == ErrorKind::Timeout ? sqlError({}, "commit", committed.error().detail)
                                                            : committed.error();
    }
    if (std::string_view(PQcmdStatus(committed->get())) != "COMMIT") {
        return sqlError("25P02", "commit", "the transaction had failed before and was rolled back");
    }
    return {};
}

void Pipeline::rollbackTransaction()
{
    static_cast<void>(d->settle()); // what has failed is taken back
    if (d->inTransaction && d->connected()) {
        const auto done = d->connection->execute("ROLLBACK", d->deadline());
        if (!done) {
            d->connection.reset(); // what it holds open is given back with the connection
        }
    }
    d->inTransaction = false;
}

bool Pipeline::connected()
{
    return d->connected() && !d->connection->hungUp();
}

void Pipeline::disconnect()
{
    d->connection.reset();
    d->inTransaction = false;
}

} // namespace billhook::postgres
