#include "views/widgets/formfield.h"

#include "views/widgets/textlabel.h"

#include <QAccessible>
#include <QHBoxLayout>
#include <QVBoxLayout>

namespace billhook::widgets {

FormField::FormField(const QString &label, QWidget *editor, const QString &hint, QWidget *parent)
    : QWidget(parent)
    , m_editor(editor)
    , m_message(new FieldMessage)
{
    auto *name = new TextLabel(theme::Type::Secondary, theme::Color::Text);
    name->setWeight(QFont::Medium);
    name->setText(label);
    auto *aside = new TextLabel(theme::Type::Secondary, theme::Color::Muted);
    m_label = name;
    m_hint = aside;
    auto *head = new QHBoxLayout;
    head->setSpacing(theme::metric::space2);
    head->addWidget(name);
    head->addWidget(aside, 1);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(theme::metric::space1);
    layout->addLayout(head);
    layout->addWidget(editor);
    layout->addWidget(m_message);
    name->setBuddy(editor);
    setHint(hint);
    describe(*editor, label, {});
}

void FormField::setHint(const QString &hint)
{
    m_hint->setText(hint);
}

void FormField::setMessage(const QString &text, Tone tone)
{
    m_message->setMessage(text, tone);
    describe(*m_editor, m_label->text(), text);
}

void describe(QWidget &editor, const QString &name, const QString &message)
{
    QWidget &spoken = editor.focusProxy() != nullptr ? *editor.focusProxy() : editor;
    const bool news = spoken.accessibleDescription() != message;
    spoken.setAccessibleName(name);
    if (news) {
        spoken.setAccessibleDescription(message);
        QAccessibleEvent changed(&spoken, QAccessible::DescriptionChanged);
        QAccessible::updateAccessibility(&changed);
    }
}

} // namespace billhook::widgets
