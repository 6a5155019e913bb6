#include "views/widgets/segment.h"

#include "views/theme/painters.h"
#include "views/theme/typescale.h"

#include <QButtonGroup>
#include <QFontMetrics>
#include <QHBoxLayout>
#include <QPainter>
#include <QRadioButton>

namespace billhook::widgets {

using theme::Color;

namespace {

constexpr int inset = 2;
constexpr int padding = 10;

class Part final : public QRadioButton
{
public:
    explicit Part(const QString &text)
        : QRadioButton(text)
    {
        setFixedHeight(theme::metric::controlSmall - 2 * inset);
        setProperty("radius", theme::metric::radiusBadge);
    }

    QSize sizeHint() const override
    {
        const QFont widest = theme::font(theme::Type::Secondary, QFont::DemiBold);
        return { QFontMetrics(widest).horizontalAdvance(text()) + 2 * padding, height() };
    }
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    bool hitButton(const QPoint &position) const override { return rect().contains(position); }

    void paintEvent(QPaintEvent * /*event*/) override
    {
        QPainter painter(this);
        if (isChecked()) {
            theme::paint::roundedBox(painter, rect(), theme::metric::radiusBadge,
                theme::color(Color::Card, palette()), theme::color(Color::BtnBorder, palette()));
        }
        const bool strong = isChecked() || underMouse();
        theme::paint::elidedLine(painter, rect(), text(),
            theme::font(theme::Type::Secondary, isChecked() ? QFont::DemiBold : QFont::Normal),
            theme::color(strong ? Color::Text : Color::Muted, palette()), Qt::AlignHCenter);
    }
};

} // namespace

Segment::Segment(const QString &name, QWidget *parent)
    : QWidget(parent)
    , m_group(new QButtonGroup(this))
    , m_layout(new QHBoxLayout(this))
{
    setAccessibleName(name);
    setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
    m_layout->setContentsMargins(inset, inset, inset, inset);
    m_layout->setSpacing(inset);
    connect(m_group, &QButtonGroup::buttonClicked, this,
        [this](const QAbstractButton *part) { Q_EMIT partChosen(part->objectName()); });
}

void Segment::addPart(const QString &id, const QString &text)
{
    auto *part = new Part(text);
    part->setObjectName(id);
    m_group->addButton(part);
    m_layout->addWidget(part);
}

void Segment::choose(const QString &id)
{
    for (QAbstractButton *part : m_group->buttons()) {
        if (part->objectName() == id) {
            part->setChecked(true);
        }
    }
}

QString Segment::chosen() const
{
    const QAbstractButton *part = m_group->checkedButton();
    return part == nullptr ? QString() : part->objectName();
}

void Segment::paintEvent(QPaintEvent * /*event*/)
{
    QPainter painter(this);
    theme::paint::roundedBox(painter, rect(), theme::metric::radiusControl,
        theme::color(Color::NeutralSoft, palette()), Qt::transparent);
}

} // namespace billhook::widgets
