#pragma once

#include "views/widgets/fieldmessage.h"
#include "views/widgets/textfield.h"

#include <QWidget>

class QLabel;

namespace billhook::widgets {

// A labelled field with its message: a screen reader hears the label as its name and the message as its
// description.
class FormField final : public QWidget
{
    Q_OBJECT

public:
    // The hint stands muted behind the label. Takes the editor.
    FormField(const QString &label, QWidget *editor, const QString &hint = {}, QWidget *parent = nullptr);

    void setHint(const QString &hint);
    void setMessage(const QString &text, Tone tone);
    QString message() const { return m_message->text(); }

private:
    QWidget *m_editor;
    QLabel *m_label{};
    QLabel *m_hint{};
    FieldMessage *m_message{};
};

// The same for an editor that stands in a row of its own, as in a table.
void describe(QWidget &editor, const QString &name, const QString &message);

} // namespace billhook::widgets
