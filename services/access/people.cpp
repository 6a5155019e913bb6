#include "services/access/people.h"

#include "services/postgres/connection.h"
#include "services/postgres/statementcatalog.h"

#include <QByteArray>
#include <QRandomGenerator>

#include <algorithm>
#include <array>

namespace billhook::access {

using namespace std::chrono_literals;
using domain::Error;
using domain::ErrorKind;
using domain::Result;

namespace {

constexpr auto limit = 10s;
constexpr std::size_t longestName = 63; ///< bytes PostgreSQL keeps of a name
constexpr int mostConnections = 20; ///< a person's: a desktop takes five

postgres::Deadline soon()
{
    return std::chrono::steady_clock::now() + limit;
}

Error invalid(std::string message)
{
    return { ErrorKind::InvalidInput, "person_name_invalid", std::move(message), {} };
}

Result<void> checkName(const std::string &name)
{
    const bool control = std::any_of(
        name.begin(), name.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
    if (name.empty() || name.size() > longestName || control) {
        return invalid("A login's name has 1 to 63 bytes and no control characters.");
    }
    if (name.starts_with("pg_") || name.starts_with("billhook_") || name == "postgres" || name == "public"
        || name == "none") {
        return invalid(
            "The name " + name + " belongs to the server or to Billhook's groups. Choose another.");
    }
    return {};
}

/** 192 bits from the system's generator, in characters that survive every shell and URL. */
std::string newPassword()
{
    std::array<quint32, 6> words{};
    QRandomGenerator::system()->fillRange(words.data(), static_cast<qsizetype>(words.size()));
    const QByteArray bytes(
        reinterpret_cast<const char *>(words.data()), static_cast<qsizetype>(sizeof(words)));
    return bytes.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals).toStdString();
}

const char *groupOf(PersonRole role)
{
    return role == PersonRole::Admin ? "billhook_admin" : "billhook_finance";
}

/** The role somebody has instead. */
PersonRole otherOf(PersonRole role)
{
    return role == PersonRole::Admin ? PersonRole::Finance : PersonRole::Admin;
}

/** As somebody with the right to would run it; what the sessions of others need is asked of the server's own.
 */
std::string endSessions(const std::string &quotedName)
{
    return "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE usename = " + quotedName + ";";
}

} // namespace

class People::Private final
{
public:
    Result<void> connect();
    Result<postgres::PgResult> ask(const std::string &statement) const;
    Result<bool> exists(const std::string &name) const;
    Result<bool> mayChangeRoles() const;
    Result<PersonChange> runOrHandBack(const std::string &sql, std::string password) const;
    void endAfter(PersonChange &change, const std::string &name) const;
    Result<PersonChange> drop(const std::string &name);

    std::string url;
    std::unique_ptr<postgres::Connection> connection;
};

Result<void> People::Private::connect()
{
    if (connection && connection->alive()) {
        return {};
    }
    auto parsed = postgres::ConnectionUrl::parse(url);
    if (!parsed) {
        return parsed.error();
    }
    parsed->set("application_name", "billhookd person");
    auto opened = postgres::Connection::open(*parsed, soon());
    if (!opened) {
        return opened.error();
    }
    connection = std::move(*opened);
    return {};
}

Result<postgres::PgResult> People::Private::ask(const std::string &statement) const
{
    auto statements = postgres::statementsOf({ "people" });
    if (!statements) {
        return statements.error();
    }
    const auto found = std::find_if(statements->begin(), statements->end(),
        [&](const postgres::Statement &candidate) { return candidate.name == "people/" + statement; });
    return found == statements->end() ? Result<postgres::PgResult>(Error{ ErrorKind::Internal,
               "statement_missing", "A statement of this program is missing.", statement })
                                      : connection->execute(found->sql, soon());
}

Result<bool> People::Private::exists(const std::string &name) const
{
    auto found
        = connection->query("SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = $1", { name }, soon());
    if (!found) {
        return found.error();
    }
    if (PQntuples(found->get()) > 0 && *PQgetvalue(found->get(), 0, 0) == 't') {
        return invalid(name + " is a superuser of this server, not a person's login.");
    }
    return PQntuples(found->get()) > 0;
}

Result<bool> People::Private::mayChangeRoles() const
{
    auto capabilities = ask("find_capabilities");
    if (!capabilities) {
        return capabilities.error();
    }
    return PQntuples(capabilities->get()) > 0 && *PQgetvalue(capabilities->get(), 0, 0) == 't';
}

Result<PersonChange> People::Private::runOrHandBack(const std::string &sql, std::string password) const
{
    const auto may = mayChangeRoles();
    if (!may) {
        return may.error();
    }
    if (!*may) {
        return PersonChange{ false, std::move(password), sql, {} };
    }
    auto done = connection->execute("BEGIN; " + sql + " COMMIT", soon());
    if (!done && done.error().kind == ErrorKind::Forbidden) {
        connection->close();
        return PersonChange{ false, std::move(password), sql, {} };
    }
    if (!done) {
        connection->close();
        return done.error();
    }
    return PersonChange{ true, std::move(password), {}, {} };
}

/** Ends the sessions of a login that was changed, or adds how to where that is for somebody else to do. */
void People::Private::endAfter(PersonChange &change, const std::string &name) const
{
    const std::string sql = endSessions(connection->quotedLiteral(name));
    if (!change.done) {
        change.sql += " " + sql;
        return;
    }
    const auto ended = connection->query("SELECT billhook.end_login($1)", { name }, soon());
    if (!ended) {
        change.left += "Its sessions go on until they end by themselves (" + ended.error().detail
            + "). Run: " + sql + " ";
    }
}

/** The login first, so that nobody comes back; then those that are in, what they own, and itself. */
Result<PersonChange> People::Private::drop(const std::string &name)
{
    const std::string login = connection->quotedIdentifier(name);
    const std::string revoked = "REVOKE billhook_finance, billhook_admin FROM " + login + ";";
    const std::string dropped = "DROP OWNED BY " + login + "; DROP ROLE " + login + ";";
    auto shut = runOrHandBack("ALTER ROLE " + login + " NOLOGIN;", {});
    if (!shut) {
        return shut;
    }
    endAfter(*shut, name);
    if (!shut->done) {
        shut->sql += " " + revoked + " " + dropped;
        return shut;
    }
    auto change = runOrHandBack(revoked, {});
    if (!change) {
        return change;
    }
    change->left = shut->left;
    auto gone = connection->execute("BEGIN; " + dropped + " COMMIT", soon());
    if (!gone && gone.error().kind == ErrorKind::Forbidden) { // what is owned is for a member to drop
        static_cast<void>(connection->execute("ROLLBACK", soon()));
        gone = connection->execute(
            "BEGIN; GRANT " + login + " TO CURRENT_USER; " + dropped + " COMMIT", soon());
    }
    if (!gone) {
        change->left += "It can't log in and is in no group, but is still there: " + gone.error().detail
            + ". In each database where it owns something, run: " + dropped;
        connection->close();
    }
    return change;
}

People::People(std::string url)
    : d(std::make_unique<Private>())
{
    d->url = std::move(url);
}

People::~People() = default;

Result<PersonChange> People::add(const std::string &name, PersonRole role)
{
    auto checked = checkName(name);
    if (checked) {
        checked = d->connect();
    }
    if (!checked) {
        return checked.error();
    }
    const auto known = d->exists(name);
    if (!known) {
        return known.error();
    }
    const std::string login = d->connection->quotedIdentifier(name);
    std::string sql;
    std::string password;
    if (!*known) {
        password = newPassword();
        // The verifier is made here: neither the statement nor the server's log ever holds the password.
        auto verifier = d->connection->passwordVerifier(name, password);
        if (!verifier) {
            return verifier.error();
        }
        sql = "CREATE ROLE " + login + " LOGIN PASSWORD " + d->connection->quotedLiteral(*verifier) + "; ";
    }
    const auto other = otherOf(role);
    const auto people = list();
    if (!people) {
        return people.error();
    }
    const bool demoted = role == PersonRole::Finance
        && std::any_of(people->begin(), people->end(),
            [&](const Person &person) { return person.name == name && person.role == other; });
    // The first two are for programs that mean well; what protects others is ended by the daemon.
    sql += std::string("GRANT ") + groupOf(role) + " TO " + login + "; REVOKE " + groupOf(other) + " FROM "
        + login + "; ALTER ROLE " + login + " SET statement_timeout = '15s'; ALTER ROLE " + login
        + " SET idle_in_transaction_session_timeout = '10s'; ALTER ROLE " + login + " CONNECTION LIMIT "
        + std::to_string(mostConnections) + ";";
    auto change = d->runOrHandBack(sql, std::move(password));
    if (change && demoted) {
        d->endAfter(*change, name);
    }
    return change;
}

Result<std::vector<Person>> People::list()
{
    const auto connected = d->connect();
    if (!connected) {
        return connected.error();
    }
    auto rows = d->ask("list_people");
    if (!rows) {
        return rows.error();
    }
    std::vector<Person> people;
    for (int row = 0; row < PQntuples(rows->get()); ++row) {
        const std::string role = PQgetvalue(rows->get(), row, 1);
        people.push_back(
            { PQgetvalue(rows->get(), row, 0), role == "admin" ? PersonRole::Admin : PersonRole::Finance });
    }
    return people;
}

Result<PersonChange> People::remove(const std::string &name)
{
    auto checked = checkName(name);
    if (!checked) {
        return checked.error();
    }
    const auto people = list();
    if (!people) {
        return people.error();
    }
    const bool known = std::any_of(
        people->begin(), people->end(), [&](const Person &person) { return person.name == name; });
    if (!known) {
        return Error{ ErrorKind::NotFound, "person_unknown",
            "Nobody with a role of Billhook is called " + name + ".", {} };
    }
    return d->drop(name);
}

} // namespace billhook::access
