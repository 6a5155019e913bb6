#include "views/plans/planhead.h"

#include "views/plans/planeditor.h"
#include "views/theme/icons.h"
#include "views/widgets/badge.h"
#include "views/widgets/textlabel.h"

#include <QHBoxLayout>
#include <QPushButton>

namespace billhook::plans {

using namespace Qt::StringLiterals;
using billing::PlanEdit;
using theme::Color;
using theme::Type;
using widgets::BadgeText;
using widgets::TextLabel;
using widgets::Tone;

namespace {

constexpr int headHeight = 56;

BadgeText stateOf(const PlanEditor &editor)
{
    if (editor.kind() != PlanEdit::Kind::Update) {
        return { PlanHead::tr("Not saved yet"), u"circle-dashed"_s, Tone::Neutral };
    }
    return editor.plan().terms.isActive ? BadgeText{ PlanHead::tr("Active"), u"circle-check"_s, Tone::Ok }
                                        : BadgeText{ PlanHead::tr("Archived"), u"archive"_s, Tone::Neutral };
}

} // namespace

PlanHead::PlanHead(PlanEditor &editor, QWidget *parent)
    : QWidget(parent)
    , m_editor(editor)
    , m_title(new TextLabel(Type::PageTitle, Color::Text))
    , m_state(new widgets::Badge)
    , m_product(new TextLabel(Type::Mono, Color::Muted))
    , m_archive(new QPushButton(theme::icon(u"archive"_s), tr("Archive")))
{
    setFixedHeight(headHeight);
    m_title->setObjectName(u"plan_title"_s);
    m_product->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_product->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_archive->setObjectName(u"plan_archive"_s);
    m_archive->setProperty("kind", u"ghost"_s);
    connect(m_archive, &QPushButton::clicked, &m_editor, &PlanEditor::archive);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(24, 0, 12, 0);
    layout->addWidget(m_title);
    layout->addWidget(m_state);
    layout->addWidget(m_product, 1);
    layout->addWidget(m_archive);
}

void PlanHead::fill(bool readOnly)
{
    const auto &terms = m_editor.plan().terms;
    const bool made = m_editor.kind() == PlanEdit::Kind::Update;
    m_title->setText(
        m_editor.kind() == PlanEdit::Kind::Create ? tr("New plan") : QString::fromStdString(terms.name));
    m_state->setBadge(stateOf(m_editor));
    m_product->setText(QString::fromStdString(m_editor.plan().stripeProductId));
    m_archive->setVisible(made && terms.isActive && !readOnly);
    m_archive->setEnabled(!m_editor.isBusy() && !m_editor.isDirty());
    m_archive->setToolTip(m_editor.isDirty()
            ? tr("Save or discard your changes first.")
            : tr("Hides the plan and archives it at Stripe; subscribers stay."));
    m_archive->setAccessibleDescription(m_archive->toolTip());
}

} // namespace billhook::plans
