#include "services/access/installation.h"

#include "services/observability/crashpoint.h"
#include "services/postgres/session.h"

namespace billhook::access {

using domain::Error;
using domain::ErrorKind;
using domain::Result;
using namespace Qt::StringLiterals;

namespace {

Installation installationOf(const postgres::Row &row)
{
    Installation installation;
    installation.account = row.text("account");
    if (!row.isNull("livemode")) {
        installation.livemode = row.boolean("livemode");
    }
    installation.demo = row.boolean("demo");
    installation.company = row.text("company");
    installation.zone = row.text("zone");
    installation.currency = row.text("currency");
    installation.profile = row.text("profile");
    installation.adopted = row.boolean("adopted");
    return installation;
}

Error refused(const char *code, const QString &message)
{
    return { ErrorKind::Configuration, code, message.toStdString(), {} };
}

bool contradicts(const QString &wish, const QString &settled)
{
    return !wish.isEmpty() && !settled.isEmpty() && wish != settled;
}

Result<void> checkAgainst(const Installation &wish, const Installation &settled)
{
    if (contradicts(wish.account, settled.account)) {
        return refused("other_account",
            u"This database belongs to the Stripe account %1, the key to %2. Nothing was changed; use the "
            u"key of %1 or "
            "another database."_s.arg(settled.account, wish.account));
    }
    return agreeOnMode(wish.livemode, settled);
}

} // namespace

Result<void> agreeOnMode(std::optional<bool> keyMode, const Installation &settled)
{
    if (!keyMode || !settled.livemode || *keyMode == *settled.livemode) {
        return {};
    }
    return refused("other_mode",
        u"This database holds %1 data, the key is for %2 data. Nothing was changed; use the other key or "
        u"another database."_s.arg(
            *settled.livemode ? u"live"_s : u"test"_s, *keyMode ? u"live"_s : u"test"_s));
}

QStringList differences(const Installation &wish, const Installation &settled)
{
    QStringList found;
    const auto compare = [&found](const QString &name, const QString &wished, const QString &kept) {
        if (contradicts(wished, kept)) {
            found.append(
                u"%1 is %2 here, the settings say %3; billhookd installation set --%1 %3 changes it"_s.arg(
                    name, kept, wished));
        }
    };
    compare(u"zone"_s, wish.zone, settled.zone);
    compare(u"currency"_s, wish.currency, settled.currency);
    compare(u"profile"_s, wish.profile, settled.profile);
    return found;
}

InstallationRepository::InstallationRepository(postgres::Session &session)
    : m_session(session)
{ }

Result<Installation> InstallationRepository::read()
{
    auto row = m_session.first<Installation>(u"installation/read_installation"_s, {}, installationOf);
    if (!row) {
        return row.error();
    }
    if (!*row) {
        return Error{ ErrorKind::Internal, "no_installation",
            "The installation row is missing; restore the database.", {} };
    }
    return **row;
}

Result<void> InstallationRepository::checkZone(const QString &zone)
{
    if (zone.isEmpty()) {
        return {};
    }
    const auto known = m_session.first<bool>(u"installation/find_zone"_s, { { u":zone"_s, zone } },
        [](const postgres::Row &row) { return row.boolean("known"); });
    if (!known) {
        return known.error();
    }
    return known->value_or(false)
        ? Result<void>()
        : refused(
            "unknown_zone", u"\"%1\" is no IANA time zone name; write one like Europe/Paris."_s.arg(zone));
}

Result<Installation> InstallationRepository::adopt(const Installation &wish)
{
    auto settled = read();
    if (!settled) {
        return settled.error();
    }
    if (auto agreed = checkAgainst(wish, *settled); !agreed) {
        return agreed.error();
    }
    if (auto known = checkZone(wish.zone); !known) {
        return known.error();
    }
    observability::crashPoint("adoption_before_write");
    auto written = m_session.execute(u"installation/adopt_installation"_s,
        { { u":livemode"_s, wish.livemode ? QVariant(*wish.livemode) : QVariant() },
            { u":account"_s, wish.account }, { u":demo"_s, wish.demo }, { u":company"_s, wish.company },
            { u":zone"_s, wish.zone }, { u":currency"_s, wish.currency }, { u":profile"_s, wish.profile } });
    if (!written) {
        return written.error();
    }
    observability::crashPoint("adoption_after_write");
    auto now = read();
    if (!now) {
        return now.error();
    }
    if (auto agreed = checkAgainst(wish, *now); !agreed) {
        return agreed.error(); // another daemon's words were first
    }
    return now;
}

} // namespace billhook::access
