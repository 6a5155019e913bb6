#include "models/items/usercolumns.h"

#include "models/items/localetext.h"

#include <QCoreApplication>

namespace billhook::items {

using namespace Qt::StringLiterals;
using domain::UserRow;

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("UserColumns", text);
}

QVariant badge(const StatusLook &look, int role)
{
    switch (role) {
    case Qt::DisplayRole:
        return look.text;
    case ToneRole:
        return static_cast<int>(look.tone);
    case IconRole:
        return look.icon;
    default:
        return {};
    }
}

QVariant plain(const QVariant &value, int role)
{
    return role == Qt::DisplayRole || role == RawRole ? value : QVariant();
}

/** A name is no duty; the e-mail is. */
QVariant name(const UserRow &row, int role)
{
    return plain(row.name.isEmpty() ? row.email : row.name, role);
}

QVariant email(const UserRow &row, int role)
{
    return plain(row.email, role);
}

QVariant organizations(const UserRow &row, int role)
{
    switch (role) {
    case Qt::DisplayRole:
        return row.organizations == 0 ? u"—"_s : row.organization;
    case SecondaryRole:
        return row.organizations > 1 ? u"+%1"_s.arg(row.organizations - 1) : QString();
    case RawRole:
        return row.organizations;
    default:
        return {};
    }
}

QVariant roles(const UserRow &row, int role)
{
    if (role == ToneRole) {
        return static_cast<int>(NeutralTone);
    }
    QStringList words;
    for (const QString &one : row.roles) {
        words.append(roleText(one));
    }
    return plain(words.join(u", "_s), role);
}

QVariant state(const UserRow &row, int role)
{
    return role == RawRole ? QVariant(row.state) : badge(userStateLook(row.state), role);
}

QVariant subscription(const UserRow &row, int role)
{
    if (role == RawRole) {
        return row.subscription;
    }
    if (row.subscription.isEmpty()) {
        return role == Qt::DisplayRole ? QVariant(QString()) : QVariant();
    }
    return badge(statusLook(row.subscription), role);
}

/** The time today, the day before. */
QVariant signedUp(const UserRow &row, int role)
{
    if (role == RawRole) {
        return row.signedUp;
    }
    const bool today = row.signedUp.date() == row.today;
    return role == Qt::DisplayRole
        ? QVariant(today ? row.signedUp.time().toString(u"HH:mm"_s) : fullDay(row.signedUp.date()))
        : QVariant();
}

} // namespace

QString roleText(const QString &role)
{
    if (role == u"owner") {
        return tr("Owner");
    }
    if (role == u"admin") {
        return tr("Admin");
    }
    return role == u"member" ? tr("Member") : role;
}

StatusLook userStateLook(const QString &state)
{
    if (state == u"active") {
        return { tr("Active"), u"circle-check"_s, QuietTone };
    }
    if (state == u"invited") {
        return { tr("Invited"), u"mail"_s, WarningTone };
    }
    return { tr("Inactive"), u"circle-minus"_s, NeutralTone };
}

QList<ListColumn<UserRow>> userColumns()
{
    return {
        { tr("Name"), u"name"_s, 180, CellKind::Name, &name },
        { tr("E-mail"), u"email"_s, 220, CellKind::Muted, &email },
        { tr("Organizations"), u"organizations"_s, 200, CellKind::Text, &organizations },
        { tr("Roles"), u"roles"_s, 188, CellKind::Badges, &roles },
        { tr("State"), u"state"_s, 110, CellKind::Badge, &state },
        { tr("Signed up"), u"signed_up"_s, 104, CellKind::Number, &signedUp },
        { tr("Subscription"), {}, 148, CellKind::Badge, &subscription },
    };
}

} // namespace billhook::items
