#include "views/users/userpanel.h"

#include "models/items/localetext.h"
#include "models/items/usercolumns.h"
#include "views/theme/icons.h"
#include "views/theme/painters.h"
#include "views/theme/tokens.h"
#include "views/widgets/badge.h"
#include "views/widgets/cellpainters.h"
#include "views/widgets/textlabel.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QPushButton>
#include <QScrollArea>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace billhook::users {

using namespace Qt::StringLiterals;
using domain::UserMembership;
using domain::UserRow;
using theme::Color;
using theme::Type;
using widgets::Badge;
using widgets::TextLabel;

namespace {

constexpr int panelWidth = 350;
constexpr int usageHeight = 20;

Badge *badgeOf(const items::StatusLook &look)
{
    return new Badge({ look.text, look.icon, static_cast<widgets::Tone>(look.tone) });
}

TextLabel *label(const QString &text, Type type = Type::Body, Color color = Color::Text)
{
    auto *made = new TextLabel(type, color);
    made->setText(text);
    made->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return made;
}

/** "118 / 126" and a bar. */
class SeatsBar final : public QWidget
{
public:
    SeatsBar(qint64 members, qint64 seats)
    {
        constexpr qint64 whole = 1'000;
        m_content.text = items::number(members);
        m_content.secondary = u"/ "_s + items::number(seats);
        m_content.permille = static_cast<int>(std::min(whole, members * whole / std::max<qint64>(seats, 1)));
        setFixedHeight(usageHeight);
        setMinimumWidth(140);
        setAccessibleName(UserPanel::tr("%1 of %2 seats used").arg(members).arg(seats));
    }

protected:
    void paintEvent(QPaintEvent * /*event*/) override
    {
        QPainter painter(this);
        widgets::paintCell(painter, rect(), items::CellKind::Usage, m_content, palette());
    }

private:
    widgets::CellContent m_content;
};

} // namespace

UserPanel::UserPanel(QWidget *parent)
    : QWidget(parent)
    , m_content(new QWidget)
{
    setObjectName(u"users_panel"_s);
    setFixedWidth(panelWidth);
    auto *scroll = new QScrollArea;
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->viewport()->setAutoFillBackground(false);
    scroll->setWidget(m_content);
    m_content->setAutoFillBackground(false);
    m_rows = new QVBoxLayout(m_content);
    m_rows->setContentsMargins(
        theme::metric::space4, theme::metric::space4, theme::metric::space4, theme::metric::space4);
    m_rows->setSpacing(theme::metric::space1);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(1, 0, 0, 0);
    layout->addWidget(scroll);
}

void UserPanel::paintEvent(QPaintEvent * /*event*/)
{
    QPainter painter(this);
    painter.fillRect(rect(), theme::color(Color::Card, palette()));
    painter.fillRect(0, 0, 1, height(), theme::color(Color::CardBorder, palette()));
}

void UserPanel::showUser(const UserRow &user, const LoadedMemberships &memberships)
{
    Shown shown{ user, memberships.value(), memberships.error() };
    if (shown == m_shown) {
        return;
    }
    m_shown = std::move(shown);
    while (QLayoutItem *old = m_rows->takeAt(0)) {
        if (old->widget() != nullptr) {
            old->widget()->hide();
            old->widget()->deleteLater(); // the link that was pressed may be among them
        }
        delete old;
    }
    showHead(user);
    showMemberships(memberships);
    m_rows->addStretch(1);
}

void UserPanel::showHead(const UserRow &user)
{
    auto *name = label(user.name.isEmpty() ? user.email : user.name, Type::DialogTitle);
    name->setWordWrap(true);
    auto *close = new QToolButton;
    close->setObjectName(u"users_panel_close"_s);
    close->setAutoRaise(true);
    close->setIcon(theme::icon(u"x"_s));
    close->setAccessibleName(tr("Close"));
    connect(close, &QToolButton::clicked, this, &UserPanel::closed);
    addLine(name, close);
    m_rows->addWidget(label(user.id, Type::Mono, Color::Muted));
    m_rows->addSpacing(theme::metric::space1);
    auto *belongs
        = new Badge({ user.organizations == 1 ? tr("1 organization")
                                              : tr("%1 organizations").arg(items::number(user.organizations)),
            {}, widgets::Tone::Neutral });
    addLine(badgeOf(items::userStateLook(user.state)), belongs);
    m_rows->addSpacing(theme::metric::space3);
    addField(tr("E-mail"), user.email);
    addField(tr("Signed up"),
        u"%1, %2"_s.arg(items::fullDay(user.signedUp.date()), items::clockTime(user.signedUp)));
    m_rows->addSpacing(theme::metric::space4);
}

void UserPanel::showMemberships(const LoadedMemberships &memberships)
{
    const auto &known = memberships.value();
    auto *title = label(tr("Memberships"), Type::CardTitle);
    addLine(title, label(known ? items::number(known->size()) : QString(), Type::Body, Color::Muted));
    if (!memberships.error().isEmpty()) {
        addSentence(tr("Not up to date: %1").arg(memberships.error()));
    }
    if (!known) {
        return;
    }
    if (known->isEmpty()) {
        addSentence(tr("Belongs to no organization."));
    }
    for (const UserMembership &membership : *known) {
        showMembership(membership);
    }
}

void UserPanel::showMembership(const UserMembership &membership)
{
    m_rows->addSpacing(theme::metric::space3);
    auto *link = new QPushButton(QString(membership.organization).replace(u'&', u"&&"_s));
    link->setObjectName(u"users_panel_organization"_s);
    link->setProperty("kind", u"link"_s);
    link->setCursor(Qt::PointingHandCursor);
    link->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
    connect(link, &QPushButton::clicked, this,
        [this, id = membership.organizationId] { Q_EMIT organizationFollowed(id); });
    const QString role = items::roleText(membership.role);
    addLine(link,
        new Badge({ membership.invited ? tr("%1, invited").arg(role) : role, {},
            membership.invited ? widgets::Tone::Warn : widgets::Tone::Neutral }));
    const QString plan = membership.plan.isEmpty() ? tr("No plan")
        : membership.seats ? u"%1 × %2"_s.arg(membership.plan, items::number(*membership.seats))
                           : membership.plan;
    addLine(label(plan, Type::Body, Color::Muted), badgeOf(items::statusLook(membership.status)));
    if (membership.seats) {
        addLine(label(tr("Seats"), Type::Secondary, Color::Muted),
            new SeatsBar(membership.members, *membership.seats));
    } else {
        addField(tr("Members"), items::number(membership.members));
    }
}

void UserPanel::addField(const QString &name, const QString &value)
{
    addLine(label(name, Type::Body, Color::Muted), label(value));
}

void UserPanel::addSentence(const QString &sentence)
{
    auto *text = label(sentence, Type::Body, Color::Muted);
    text->setWordWrap(true);
    m_rows->addWidget(text);
}

void UserPanel::addLine(QWidget *left, QWidget *right)
{
    auto *line = new QWidget;
    auto *layout = new QHBoxLayout(line);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(theme::metric::space2);
    layout->addWidget(left, 1, Qt::AlignLeft | Qt::AlignVCenter);
    layout->addWidget(right, 0, Qt::AlignRight | Qt::AlignVCenter);
    m_rows->addWidget(line);
}

} // namespace billhook::users
