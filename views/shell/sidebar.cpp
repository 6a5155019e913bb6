#include "views/shell/sidebar.h"

#include "views/theme/icons.h"
#include "views/theme/painters.h"
#include "views/theme/typescale.h"

#include <QAbstractButton>
#include <QButtonGroup>
#include <QPainter>
#include <QPainterPath>
#include <QVBoxLayout>

namespace billhook::shell {

using namespace Qt::StringLiterals;
using theme::Color;
using theme::Type;

namespace {

class NavItem final : public QAbstractButton
{
public:
    NavItem(const QString &title, QString icon, QWidget *parent)
        : QAbstractButton(parent)
        , m_icon(std::move(icon))
    {
        setText(title);
        setToolTip(title);
        setAccessibleName(title);
        setCheckable(true);
        setFixedHeight(theme::metric::control);
        setFocusPolicy(Qt::StrongFocus);
    }

protected:
    void paintEvent(QPaintEvent * /*event*/) override
    {
        QPainter painter(this);
        if (isChecked() || underMouse()) {
            theme::paint::roundedBox(painter, rect(), theme::metric::radiusControl,
                theme::color(isChecked() ? Color::NavSelected : Color::Pressed, palette()), Qt::transparent);
        }
        const bool narrow = width() < 100;
        const QRectF place = narrow ? QRectF(rect()) : QRectF(8, 0, 16, height());
        theme::paintIcon(
            painter, place, m_icon, theme::color(isChecked() ? Color::Accent : Color::Muted, palette()));
        if (!narrow) {
            painter.setFont(theme::font(Type::Body, isChecked() ? QFont::DemiBold : QFont::Normal));
            painter.setPen(theme::color(Color::Text, palette()));
            painter.drawText(rect().adjusted(34, 0, -8, 0), Qt::AlignVCenter | Qt::AlignLeft, text());
        }
    }

private:
    QString m_icon;
};

// The mark of the product on a 28 px tile.
void paintMark(QPainter &painter, const QPointF &corner, const QPalette &palette)
{
    painter.save();
    painter.translate(corner);
    theme::paint::roundedBox(
        painter, QRectF(0, 0, 28, 28), 6, theme::color(Color::AccentFill, palette), Qt::transparent);
    QPainterPath path(QPointF(7.6, 23.2));
    path.lineTo(12, 23.2);
    path.lineTo(12, 17.4);
    path.cubicTo(12, 16, 12.7, 15.2, 14, 14.7);
    path.cubicTo(18.6, 12.9, 21.2, 9.6, 21, 4.8);
    path.cubicTo(19.2, 7.2, 17.2, 8, 14.4, 8);
    path.cubicTo(10, 8, 7.6, 10.4, 7.6, 14.2);
    path.closeSubpath();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillPath(path, theme::color(Color::OnAccent, palette));
    painter.restore();
}

} // namespace

class AccountHead final : public QWidget
{
public:
    explicit AccountHead(QWidget *parent)
        : QWidget(parent)
    {
        setFixedHeight(theme::metric::header);
    }

    void setTexts(const QString &company, const QString &detail)
    {
        m_detail = detail.isEmpty() ? company : QString(company + u" · "_s + detail);
        setAccessibleName(u"Billhook, "_s + m_detail);
        setToolTip(m_detail);
        update();
    }

protected:
    void paintEvent(QPaintEvent * /*event*/) override
    {
        QPainter painter(this);
        painter.fillRect(0, height() - 1, width(), 1, theme::color(Color::CardBorder, palette()));
        const bool narrow = width() < 100;
        paintMark(painter, QPointF(narrow ? (width() - 28) / 2 : 12, 12), palette());
        if (narrow) {
            return;
        }
        const QRect first(48, 10, width() - 56, 16);
        painter.setFont(theme::font(Type::Body, QFont::DemiBold));
        painter.setPen(theme::color(Color::Text, palette()));
        painter.drawText(first, Qt::AlignVCenter | Qt::AlignLeft, u"Billhook"_s);
        painter.setFont(theme::font(Type::Secondary));
        painter.setPen(theme::color(Color::Muted, palette()));
        painter.drawText(first.translated(0, 16), Qt::AlignVCenter | Qt::AlignLeft,
            painter.fontMetrics().elidedText(m_detail, Qt::ElideRight, first.width()));
    }

private:
    QString m_detail;
};

Sidebar::Sidebar(QWidget *parent)
    : QFrame(parent)
    , m_account(new AccountHead(this))
    , m_items(new QVBoxLayout)
    , m_group(new QButtonGroup(this))
{
    setObjectName(u"sidebar"_s);
    setAccessibleName(tr("Pages"));
    setFixedWidth(theme::metric::sidebar);
    m_group->setExclusive(true);
    m_items->setContentsMargins(8, 8, 8, 8);
    m_items->setSpacing(2);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 1, 0);
    layout->setSpacing(0);
    layout->addWidget(m_account);
    layout->addLayout(m_items);
    layout->addStretch();
    connect(m_group, &QButtonGroup::idClicked, this, &Sidebar::itemChosen);
}

void Sidebar::setAccount(const QString &company, const QString &detail)
{
    m_account->setTexts(company, detail);
}

void Sidebar::addItem(const QString &title, const QString &icon)
{
    const int index = m_items->count();
    auto *item = new NavItem(title, icon, this);
    m_group->addButton(item, index);
    m_items->addWidget(item);
}

void Sidebar::setCurrent(int index)
{
    if (QAbstractButton *item = m_group->button(index)) {
        item->setChecked(true);
    }
}

void Sidebar::setCollapsed(bool collapsed)
{
    m_collapsed = collapsed;
    setFixedWidth(collapsed ? theme::metric::sidebarCollapsed : theme::metric::sidebar);
}

void Sidebar::paintEvent(QPaintEvent * /*event*/)
{
    QPainter painter(this);
    painter.fillRect(rect(), theme::color(Color::Sidebar, palette()));
    painter.fillRect(width() - 1, 0, 1, height(), theme::color(Color::CardBorder, palette()));
}

} // namespace billhook::shell
