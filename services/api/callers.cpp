#include "services/api/callers.h"

#include "services/postgres/session.h"

#include <QCryptographicHash>

namespace billhook::api {

using domain::Result;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto believed = 500ms;
constexpr auto failureWindow = 60s;
constexpr int mostFailures = 30;
constexpr std::size_t mostRemembered = 10'000;

Caller::Kind kindOf(const QString &scope, const QString &role)
{
    if (scope == "superuser"_L1) {
        return Caller::Kind::Superuser;
    }
    if (scope == "service"_L1) {
        return Caller::Kind::Service;
    }
    return role == "owner"_L1 ? Caller::Kind::Owner
        : role == "admin"_L1  ? Caller::Kind::Admin
                              : Caller::Kind::Member;
}

} // namespace

std::string_view Callers::tokenOf(const http::Request &request)
{
    constexpr std::string_view scheme = "Bearer ";
    const auto header = request.header("Authorization");
    return header.starts_with(scheme) ? header.substr(scheme.size()) : std::string_view();
}

bool Callers::exhausted(const std::string &address, Clock::time_point now)
{
    const std::scoped_lock lock(m_mutex);
    const auto found = m_failures.find(address);
    if (found != m_failures.end() && now - found->second.since > failureWindow) {
        m_failures.erase(found);
        return false;
    }
    return found != m_failures.end() && found->second.count >= mostFailures;
}

Result<std::optional<Caller>> Callers::find(
    postgres::Session &session, std::string_view token, const std::string &address, Clock::time_point now)
{
    const auto hash = QCryptographicHash::hash(
        QByteArray(token.data(), static_cast<qsizetype>(token.size())), QCryptographicHash::Sha256);
    if (auto caller = remembered(hash, now)) {
        return caller;
    }
    auto found
        = session.first<Caller>(u"api/find_caller"_s, { { u":hash"_s, hash } }, [](const postgres::Row &row) {
              return Caller{ kindOf(row.text("scope"), row.text("role")), row.text("id"),
                  row.text("organization_id") };
          });
    if (found && *found) {
        remember(hash, **found, now);
    } else if (found) {
        countWrong(address, now);
    }
    return found;
}

std::optional<Caller> Callers::remembered(const QByteArray &hash, Clock::time_point now)
{
    const std::scoped_lock lock(m_mutex);
    const auto found = m_known.find(hash);
    return found != m_known.end() && now < found->second.until ? std::optional(found->second.caller)
                                                               : std::nullopt;
}

void Callers::remember(const QByteArray &hash, const Caller &caller, Clock::time_point now)
{
    const std::scoped_lock lock(m_mutex);
    if (m_known.size() >= mostRemembered) {
        m_known.clear();
    }
    m_known[hash] = { caller, now + believed };
}

void Callers::countWrong(const std::string &address, Clock::time_point now)
{
    const std::scoped_lock lock(m_mutex);
    if (m_failures.size() >= mostRemembered) {
        m_failures.clear();
    }
    auto &failures = m_failures[address];
    if (failures.count == 0) {
        failures.since = now;
    }
    ++failures.count;
}

} // namespace billhook::api
