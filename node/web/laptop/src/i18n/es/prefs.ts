import type { Messages } from '../en';

export const prefs: Messages['prefs'] = {
  title: 'Ajustes',
  lead: 'Para usted en esta computadora. Cada cambio vale enseguida.',
  appearance: 'Aspecto y lectura',
  language: 'Idioma',
  languageAuto: 'Como el navegador',
  theme: 'Claro u oscuro',
  themeAuto: 'Como la computadora',
  light: 'Claro',
  dark: 'Oscuro',
  dateFormat: 'Fechas',
  timeFormat: 'Horas',
  auto: 'Como es habitual',
  example: (now) => `Se ve así: ${now}`,
  hours12: '12 horas',
  hours24: '24 horas',
  you: 'Usted',
  credential: 'Credencial',
  credentialHint: 'Aparece junto a su nombre en las notas firmadas, por ejemplo RN o LCSW',
  safety: 'Bloqueo y contraseña',
  idle: 'Bloquear sola después de',
  idleMinutes: (n) => `${n} minutos`,
  idleHint: 'Lo que esté escribiendo se conserva.',
  passphraseTitle: 'Cambiar la contraseña',
  old: 'Contraseña actual',
  next: 'Contraseña nueva',
  repeat: 'Contraseña nueva otra vez',
  change: 'Cambiarla',
  changed: 'La contraseña se cambió',
  wrongOld: 'La contraseña actual no es correcta.',
  show: 'Mostrar lo que escribo',
  about: 'Esta computadora',
  version: 'Versión',
  office: 'Oficina',
  user: 'Usuario',
  role: 'Función',
  saved: 'Ajuste guardado',
  saveCredential: 'Guardar la credencial',
};

export const help: Messages['help'] = {
  title: 'Ayuda',
  lead: 'Una sola página. También funciona sin conexión.',
  marksTitle: 'Qué significan las marcas',
  marks: {
    here: 'Está guardado y seguro en esta computadora y resiste un fallo o una batería agotada. La oficina aún no lo tiene.',
    office: 'Llegó a la oficina y la oficina lo confirmó.',
    parked:
      'Llegó a la oficina, pero alguien allí debe revisarlo antes de que cuente. No se ha perdido. El motivo está en Sincronización.',
  },
  decideMark:
    'Dos personas escribieron cosas distintas. Ambas se conservan. Elija cuando tenga un momento; mientras tanto nada se detiene.',
  struckMark: 'Tachado: se anuló. Se puede seguir leyendo, con el motivo.',
  dayTitle: 'Un día en cinco pasos',
  day: [
    'Hoy: vea a quién visita después y lea «Antes de tocar la puerta» frente a la puerta.',
    'Inicie la visita. Durante ella, apunte lo importante; Intro lo guarda.',
    'Termine la visita. Escriba la nota a partir de sus apuntes y fírmela.',
    'Terminar el día: una lista de asuntos sueltos. Intro abre el siguiente.',
    'Cuando diga que la oficina lo tiene todo, cierre la computadora.',
  ],
  keysTitle: 'Teclado',
  keys: [
    ['/', 'Buscar clientes'],
    ['Tab', 'Al campo o botón siguiente; Mayús y Tab vuelve atrás'],
    ['Intro', 'Guardar el apunte o abrir el siguiente asunto suelto'],
    ['Ctrl e Intro', 'Guardar el formulario en el que está'],
    ['Esc', 'Cerrar lo que está encima'],
  ],
  whenTitle: 'Qué hacer cuando…',
  when: [
    [
      'no hay conexión',
      'Siga trabajando. Todo queda guardado en esta computadora y llega solo a la oficina más tarde. «Intentar ahora», en Sincronización, lo intenta enseguida.',
    ],
    [
      'la computadora se apagó mientras escribía',
      'Abra Satchel otra vez y desbloquéelo. El borrador está ahí; faltan como mucho los últimos dos segundos.',
    ],
    [
      'firmé una nota demasiado pronto',
      'Pulse Deshacer. Funciona hasta que la próxima sincronización se lleve la nota. Después, añada una adenda.',
    ],
    [
      'anoté algo en el cliente equivocado',
      'Ábralo, elija Anular e indique el motivo. Luego anótelo en el cliente correcto.',
    ],
    [
      'encuentro dos expedientes de la misma persona',
      'Siga en uno de ellos y avise a su oficina, que los enlaza. No se pierde nada.',
    ],
    [
      'las horas de mi visita están mal',
      'Las horas registradas no cambian. Añada en la visita las horas corregidas con un motivo; se conservan ambas.',
    ],
    ['algo quedó en espera o fue rechazado', 'Abra Sincronización. Allí dice por qué y qué hacer.'],
    [
      'un teléfono dice NO es seguro',
      'No lo use de esa manera. Alguien nos dijo que puede poner al cliente en peligro.',
    ],
    ['olvidé mi contraseña', 'Llame a su oficina. Lo guardado en esta computadora no se pierde.'],
    [
      'perdí la computadora',
      'Llame enseguida a su oficina, que la bloquea. Lo que la oficina confirmó está seguro allí.',
    ],
  ],
};
