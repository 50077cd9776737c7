export const TABLE = 'probonus_intents';
export const META = 'probonus_intents_meta';
