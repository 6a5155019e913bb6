#include "services/access/servicelogin.h"

#include "services/postgres/connection.h"

#include <QByteArray>
#include <QCryptographicHash>
#include <QMessageAuthenticationCode>

#include <chrono>
#include <memory>

namespace billhook::access {

using namespace std::chrono_literals;
using domain::Error;
using domain::ErrorKind;
using domain::Result;
using Connected = std::unique_ptr<postgres::Connection>;

namespace {

constexpr auto *login = "billhookd_service";

postgres::Deadline soon()
{
    return std::chrono::steady_clock::now() + 10s;
}

Result<Connected> connect(const postgres::ConnectionUrl &url)
{
    return postgres::Connection::open(url, soon());
}

/** A server that listens on one socket in a folder of one account is that account's own: the private cluster.
 */
Result<bool> isTooMuch(postgres::Connection &connection)
{
    auto asked = connection.execute("SELECT rolsuper AND NOT (current_setting('listen_addresses') = '' "
                                    "AND current_setting('unix_socket_permissions') = '0700') "
                                    "FROM pg_catalog.pg_roles WHERE rolname = session_user",
        soon());
    return asked ? Result<bool>(*PQgetvalue(asked->get(), 0, 0) == 't') : Result<bool>(asked.error());
}

std::string passwordFrom(const std::string &password)
{
    const auto code = QMessageAuthenticationCode::hash(
        QByteArray(login), QByteArray::fromStdString(password), QCryptographicHash::Sha256);
    return code.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals).toStdString();
}

/** Daemons that start at once find the login made. */
Result<void> makeLogin(postgres::Connection &connection, const std::string &password)
{
    const std::string name = login;
    auto made = connection.execute("CREATE ROLE " + name + " LOGIN", soon());
    if (!made && made.error().sqlState != "42710" && made.error().sqlState != "23505") {
        return made.error();
    }
    std::string sql = "ALTER ROLE " + name
        + " LOGIN NOSUPERUSER NOCREATEROLE NOCREATEDB NOREPLICATION NOBYPASSRLS; "
        + "GRANT billhook_daemon, billhook_api, pg_read_all_stats TO " + name + ";";
    if (!password.empty()) {
        auto verifier = connection.passwordVerifier(name, password);
        if (!verifier) {
            return verifier.error();
        }
        sql += " ALTER ROLE " + name + " PASSWORD " + connection.quotedLiteral(*verifier) + ";";
    }
    for (int attempt = 1;; ++attempt) {
        const auto done = connection.execute(sql, soon());
        constexpr int attempts = 5;
        if (done || done.error().sqlState != "XX000"
            || attempt == attempts) { // XX000: tuple concurrently updated
            return done ? Result<void>() : done.error();
        }
    }
}

Error refused(const Error &cause)
{
    return { ErrorKind::Configuration, "superuser_refused",
        "BILLHOOK_DATABASE_URL logs in as a superuser, which the daemon does not serve as, and the server "
        "does not let "
        "the login billhookd_service in. Nothing was taken. Run: CREATE ROLE billhookd LOGIN; GRANT "
        "billhook_owner, "
        "billhook_daemon, billhook_api, billhook_directory TO billhookd; then give it a password and name it "
        "in "
        "BILLHOOK_DATABASE_URL.",
        cause.detail };
}

} // namespace

Result<std::string> urlToServeWith(const std::string &url)
{
    auto parsed = postgres::ConnectionUrl::parse(url);
    const auto connection = parsed ? connect(*parsed) : Result<Connected>(parsed.error());
    if (!connection) {
        return connection.error();
    }
    const auto tooMuch = isTooMuch(**connection);
    if (!tooMuch || !*tooMuch) {
        return tooMuch ? Result<std::string>(url) : tooMuch.error();
    }
    const std::string given = (*connection)->password();
    const std::string password = given.empty() ? std::string() : passwordFrom(given);
    if (const auto made = makeLogin(**connection, password); !made) {
        return made.error();
    }
    parsed->set("user", login);
    parsed->set("password", password);
    const auto tried = connect(*parsed);
    if (!tried) {
        return tried.error().kind == ErrorKind::Unavailable ? tried.error() : refused(tried.error());
    }
    return parsed->text();
}

} // namespace billhook::access
