import type { Messages } from '../en';
import { plural } from '../plural';

export const finish: Messages['finish'] = {
  title: 'Terminar el día',
  left: (n) => plural(n, '1 asunto pendiente', '# asuntos pendientes'),
  lead: 'Pulse Intro para abrir el siguiente.',
  none: 'No queda nada pendiente',
  kinds: {
    visit_not_ended: 'La visita no tiene fin',
    visit_without_note: 'Sin nota todavía',
    jot_without_note: 'Apuntes sin nota',
    note_not_signed: 'Nota sin firmar',
    visit_not_begun: 'Programada y no empezada',
    call_back_due: 'Devolver la llamada',
    left_over_draft: 'Quedó un borrador',
    form_not_saved: 'Escrito y sin guardar',
    visit_to_decide: 'Dos valores, elija uno',
  },
  todo: {
    visit_not_ended: 'Terminar la visita',
    visit_without_note: 'Escribir la nota',
    jot_without_note: 'Pasar los apuntes a una nota',
    note_not_signed: 'Leer y firmar',
    visit_not_begun: 'Indicar qué pasó',
    call_back_due: 'Llamar y anotarlo',
    left_over_draft: 'Terminarlo o descartarlo',
    form_not_saved: 'Guardarlo o descartarlo',
    visit_to_decide: 'Decidir',
  },
  forms: {
    jot: 'Un apunte',
    vitals: 'Signos vitales',
    visit: 'Sobre la visita',
    call: 'Una llamada',
    task: 'Una tarea',
    medication: 'Un medicamento',
    note: 'Palabras para una nota',
    new: 'Un cliente nuevo',
    other: 'Un formulario',
  },
  atOffice: (n, of) =>
    plural(of, `${n} de 1 visita está en la oficina`, `${n} de ${of} visitas están en la oficina`),
  noVisits: 'Hoy no hubo visitas',
  receipt: (number) => `recibo ${number}`,
  closeLid: 'Ya puede cerrar la computadora.',
  stillHere: (n) => plural(n, '1 está guardada en esta computadora', '# están guardadas en esta computadora'),
  notThere: (n) => plural(n, '1 aún no está completa allí', '# aún no están completas allí'),
  otherHere: (n) =>
    plural(n, '1 cambio está guardado en esta computadora', '# cambios están guardados en esta computadora'),
  staysHere: (n) =>
    plural(
      n,
      'Un borrador que quedó pendiente no se envía solo.',
      '# borradores que quedaron pendientes no se envían solos.',
    ),
  goByThemselves: (n) =>
    plural(n, 'Se envía por sí solo cuando haya conexión.', 'Se envían por sí solos cuando haya conexión.'),
  goSoon: (n) =>
    plural(
      n,
      'Se envía por sí solo en un momento; también puede enviarlo ahora.',
      'Se envían por sí solos en un momento; también puede enviarlos ahora.',
    ),
  offline: 'En este momento no hay conexión con la oficina.',
  sendNow: 'Enviar ahora',
  leadSend: 'Pulse Intro para enviar lo que sigue aquí.',
  sending: 'Enviando a la oficina…',
  looseFirst: 'La lista de arriba se conserva hasta que la termine; nada se pierde.',
  nextTry: (when) => `Próximo intento: ${when}`,
  parked: (n) =>
    plural(
      n,
      '1 elemento está en espera en la oficina y necesita una decisión.',
      '# elementos están en espera en la oficina y necesitan una decisión.',
    ),
  see: 'Ver',
  enterKey: 'Intro',
};
