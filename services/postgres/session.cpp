#include "services/postgres/session.h"

#include "services/concurrency/deadlinewatch.h"
#include "services/postgres/connectionurl.h"
#include "services/postgres/group.h"
#include "services/postgres/qpsql.h"
#include "services/postgres/sessionrow.h"
#include "services/postgres/sqlerror.h"
#include "services/postgres/statementcatalog.h"

#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>

#include <sys/socket.h>

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <deque>
#include <map>

namespace billhook::postgres {

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using domain::Error;
using domain::ErrorKind;
using domain::Result;

namespace {

/** How much longer than the server's own limit a call may take. */
std::chrono::milliseconds graceAfter(std::chrono::milliseconds statementTimeout)
{
    return std::min<std::chrono::milliseconds>(5s, statementTimeout / 2);
}

constexpr std::size_t keptMade = 64;

struct Prepared
{
    QSqlQuery query;
    std::vector<std::string> parameters;
};

QString nextName()
{
    static std::atomic<int> counter{ 0 };
    return u"billhook-%1"_s.arg(++counter);
}

} // namespace

class Session::Private final
{
public:
    Private()
        : watch([this] { giveUp(); })
    { }

    Result<void> open(const ConnectOptions &options);
    Result<void> setUp(const ConnectOptions &options);
    Result<void> prepare(const std::string &area);
    Result<void> prepareOne(const Statement &statement);
    Result<void> prepareMade(const QString &statement, const QString &sql);
    Result<Prepared *> prepared(const QString &statement);
    Result<Prepared *> bind(const QString &statement, const Bindings &bindings);
    Result<QSqlQuery *> executed(const QString &statement, const Bindings &bindings);
    Result<void> run(QSqlQuery &query, const std::function<bool()> &call, const std::string &what);
    Result<void> commit();
    QSqlDatabase database() const { return QSqlDatabase::database(name, /*open=*/false); }

    /** Runs on the watch's thread: the blocked call in libpq then sees a closed socket. */
    void giveUp() const
    {
        if (socket >= 0) {
            ::shutdown(socket, SHUT_RDWR);
        }
    }

    QString name = nextName();
    std::map<QString, Prepared> statements;
    std::deque<QString> made; ///< of them, by prepareMade(); the oldest first
    std::shared_ptr<PGcancel> cancel;
    PGconn *handle = nullptr;
    int socket = -1;
    bool broken = false;
    std::chrono::milliseconds callLimit{ 0 };
    concurrency::DeadlineWatch watch;
};

Result<void> Session::Private::open(const ConnectOptions &options)
{
    auto url = ConnectionUrl::parse(options.url.toStdString());
    if (!url) {
        return url.error();
    }
    if (!options.applicationName.isEmpty()) {
        url->set("application_name", options.applicationName.toStdString());
    }
    limitConnecting(*url, options.statementTimeout);
    QSqlDatabase database = QSqlDatabase::addDatabase(u"QPSQL"_s, name);
    const auto configured = configure(database, *url);
    if (!configured) {
        return configured.error();
    }
    const auto start = std::chrono::steady_clock::now();
    if (!database.open()) {
        return whyNotOpened(*url, std::chrono::steady_clock::now() - start, database.lastError());
    }
    handle = handleOf(database);
    if (handle == nullptr) {
        return Error{ ErrorKind::Internal, "driver_unknown",
            "Qt's PostgreSQL driver is not the expected one.", {} };
    }
    socket = PQsocket(handle);
    cancel = std::shared_ptr<PGcancel>(PQgetCancel(handle), &PQfreeCancel);
    callLimit = options.statementTimeout + graceAfter(options.statementTimeout);
    return setUp(options);
}

Result<void> Session::Private::setUp(const ConnectOptions &options)
{
    // One round trip. SET instead of start-up options, which a pooler in between would refuse. Compiling a
    // plan takes longer than any statement of a session may.
    // SET ROLE goes first: of several statements the driver tells only of the first that it failed.
    QString text = u"SET ROLE %2; %1%3SET TimeZone = 'UTC'; SET datestyle = 'ISO'; SET jit = off"_s.arg(
        QString::fromUtf8(pinnedSearchPath()), QString::fromUtf8(groupName(options.group)),
        QString::fromStdString(serverLimits(options.statementTimeout)));
    for (const QString &setting : options.settings) {
        text += u"; SET "_s + setting;
    }
    QSqlQuery query(database());
    const auto done = run(
        query, [&] { return query.exec(text); }, "set role");
    if (!done) {
        return notSetUp(done.error(), groupName(options.group));
    }
    for (const QString &area : options.areas) {
        if (auto prepared = prepare(area.toStdString()); !prepared) {
            return prepared;
        }
    }
    return {};
}

/** What an earlier try got ready of the area is left as it is. */
Result<void> Session::Private::prepare(const std::string &area)
{
    auto known = statementsOf(area);
    if (!known) {
        return known.error();
    }
    for (const Statement &statement : *known) {
        if (auto done = prepareOne(statement); !done) {
            return done;
        }
    }
    return {};
}

Result<void> Session::Private::prepareOne(const Statement &statement)
{
    const auto key = QString::fromStdString(statement.name);
    if (statements.contains(key)) {
        return {};
    }
    QSqlQuery query(database());
    const auto done = run(
        query, [&] { return query.prepare(QString::fromStdString(statement.sql)); }, statement.name);
    if (!done) {
        return notPrepared(done.error());
    }
    statements.emplace(key, Prepared{ std::move(query), statement.parameters });
    return {};
}

Result<void> Session::Private::prepareMade(const QString &statement, const QString &sql)
{
    if (statements.contains(statement)) {
        return {};
    }
    if (auto done = prepareOne(readStatement(statement.toStdString(), sql.toStdString())); !done) {
        return done;
    }
    made.push_back(statement);
    if (made.size() > keptMade) {
        statements.erase(made.front());
        made.pop_front();
    }
    return {};
}

Result<Prepared *> Session::Private::prepared(const QString &statement)
{
    auto found = statements.find(statement);
    if (found == statements.end()) {
        if (auto ready = prepare(areaOf(statement.toStdString())); !ready) {
            return ready.error();
        }
        found = statements.find(statement);
    }
    if (found == statements.end()) {
        return Error{ ErrorKind::Internal, "statement_missing", "A statement of this program is missing.",
            statement.toStdString() };
    }
    return &found->second;
}

Result<Prepared *> Session::Private::bind(const QString &statement, const Bindings &bindings)
{
    auto found = prepared(statement);
    if (!found) {
        return found;
    }
    const std::vector<std::string> &wanted = (*found)->parameters;
    if (wanted.size() != bindings.size()) {
        return Error{ ErrorKind::Internal, "statement_bindings",
            "A statement of this program was called wrongly.",
            statement.toStdString() + " wants " + std::to_string(wanted.size()) + " parameters" };
    }
    for (const auto &[parameter, value] : bindings) {
        if (std::find(wanted.begin(), wanted.end(), parameter.toStdString()) == wanted.end()) {
            return Error{ ErrorKind::Internal, "statement_bindings",
                "A statement of this program was called wrongly.",
                statement.toStdString() + " has no parameter " + parameter.toStdString() };
        }
        const QVariant bound = bindable(value);
        if (bound.userType() == QMetaType::QString && bound.toString().contains(QChar(u'\0'))) {
            return Error{ ErrorKind::InvalidInput, "text_with_nul", "Text must not contain a NUL character.",
                statement.toStdString() + " " + parameter.toStdString() };
        }
        (*found)->query.bindValue(parameter, bound);
    }
    return found;
}

Result<QSqlQuery *> Session::Private::executed(const QString &statement, const Bindings &bindings)
{
    auto bound = bind(statement, bindings);
    if (!bound) {
        return bound.error();
    }
    QSqlQuery &query = (*bound)->query;
    const auto done = run(
        query, [&] { return query.exec(); }, statement.toStdString());
    if (!done) {
        return done.error();
    }
    return &query;
}

Result<void> Session::Private::run(
    QSqlQuery &query, const std::function<bool()> &call, const std::string &what)
{
    watch.arm(callLimit);
    const bool succeeded = call();
    const bool expired = watch.disarm();
    if (succeeded) {
        return {};
    }
    const QSqlError error = query.lastError();
    // Without a SQLSTATE it was not the server that spoke; a lost connection may show only with the next
    // read.
    const bool gone = error.nativeErrorCode().isEmpty() && PQconsumeInput(handle) == 0;
    broken = broken || expired || gone || PQstatus(handle) == CONNECTION_BAD;
    const std::string text = QString(error.databaseText() + u' ' + error.driverText()).toStdString();
    if (expired) {
        return sqlError("57014", what, "no answer in time; the connection was given up");
    }
    if (broken) {
        return sqlError({}, what, text);
    }
    const std::string state = error.nativeErrorCode().toStdString();
    broken = isLastWord(state);
    return state.empty() ? Error{ ErrorKind::Internal, "database_refused",
        "The database refused a statement of this program.", what + ": " + text }
                         : sqlError(state, what, text);
}

Result<void> Session::Private::commit()
{
    QSqlDatabase open = database();
    watch.arm(callLimit);
    const bool succeeded = open.commit();
    const bool expired = watch.disarm();
    if (succeeded) {
        return {};
    }
    broken = broken || expired || PQstatus(handle) == CONNECTION_BAD;
    if (broken) {
        return sqlError({}, "commit", "the outcome is unknown");
    }
    const std::string state = open.lastError().nativeErrorCode().toStdString();
    return sqlError(state.empty() ? "25P02" : state, "commit", open.lastError().databaseText().toStdString());
}

Session::Session()
    : d(std::make_unique<Private>())
{ }

Session::~Session()
{
    d->watch.arm(d->callLimit); // each statement is given back to the server, which may have fallen silent
    d->statements.clear();
    d->watch.disarm();
    {
        QSqlDatabase database = d->database();
        database.close();
    }
    QSqlDatabase::removeDatabase(d->name);
}

Result<std::unique_ptr<Session>> Session::open(const ConnectOptions &options)
{
    std::unique_ptr<Session> session(new Session);
    const auto opened = session->d->open(options);
    if (!opened) {
        return opened.error();
    }
    return session;
}

Result<void> Session::prepare(const QString &statement, const QString &sql)
{
    return d->prepareMade(statement, sql);
}

Result<void> Session::forEach(
    const QString &statement, const Bindings &bindings, const std::function<void(const Row &)> &visit)
{
    auto query = d->executed(statement, bindings);
    if (!query) {
        return query.error();
    }
    const SessionRow row(**query);
    while ((*query)->next()) {
        visit(row);
    }
    (*query)->finish();
    return {};
}

Result<qint64> Session::execute(const QString &statement, const Bindings &bindings)
{
    auto query = d->executed(statement, bindings);
    if (!query) {
        return query.error();
    }
    const qint64 affected = (*query)->isSelect() ? 0 : std::max(0, (*query)->numRowsAffected());
    (*query)->finish();
    return affected;
}

Result<void> Session::executeText(const QString &sql)
{
    QSqlQuery query(d->database());
    return d->run(
        query, [&] { return query.exec(sql); }, "text");
}

std::function<void()> Session::canceller() const
{
    return [cancel = d->cancel] {
        std::array<char, 256> problem{};
        PQcancel(cancel.get(), problem.data(), static_cast<int>(problem.size()));
    };
}

QString Session::connectionName() const
{
    return d->name;
}

bool Session::broken() const
{
    return d->broken;
}

Result<void> Session::commitTransaction()
{
    return d->commit();
}

Result<void> Session::beginTransaction(Transaction::Mode mode)
{
    return executeText(QString::fromLatin1(beginStatement(mode)));
}

void Session::rollbackTransaction()
{
    if (!broken()) {
        const auto ignored = executeText(u"ROLLBACK"_s); // a connection that fails here is broken anyway
        Q_UNUSED(ignored)
    }
}

} // namespace billhook::postgres
